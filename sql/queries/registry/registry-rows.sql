-- Whether the registry has any rows, and whether sample data were started and not completed (the mark of
-- sql/demo/01-registry.sql). Policies and refreshes do not count: the pack itself inserts some.
-- Since: 13. Needs: SELECT on these tables. Cost: one row a table, and the settings without a tenant.
select
	exists (select from tenants)
	or exists (select from users)
	or exists (select from mcp_servers)
	or exists (select from request_logs)
	or exists (select from audit_logs) as "filled",
	exists (
		select from system_configs
		where tenant_id is null and category = 'pgdeck' and key = 'sample data unfinished'
	) as "unfinished"
