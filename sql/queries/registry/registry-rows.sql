-- Whether the registry holds anything yet, and whether sample data were begun and not brought to their end (the mark of
-- sql/demo/01-registry.sql). Policies and refreshes are not looked at: the pack itself has some.
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
