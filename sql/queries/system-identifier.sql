-- The identifier of the cluster, the same on all its nodes.
-- Since: 13. Needs: EXECUTE on pg_control_system, which some managed services withhold. Cost: none; asked at every connect.
select system_identifier::text as "systemIdentifier" from pg_control_system()
