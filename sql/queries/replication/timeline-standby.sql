-- The timeline that this standby follows, as of its last restartpoint.
-- Since: 13. Needs: EXECUTE on pg_control_checkpoint, which some managed services withhold. Cost: none.
select timeline_id as "timeline" from pg_catalog.pg_control_checkpoint()
