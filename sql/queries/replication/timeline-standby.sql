-- The timeline of this standby as of its last restartpoint.
-- Since: 13. Needs: EXECUTE on pg_control_checkpoint, missing on some managed services. Cost: none.
select timeline_id as "timeline" from pg_catalog.pg_control_checkpoint()
