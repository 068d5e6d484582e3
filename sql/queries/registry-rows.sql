-- Whether the registry holds anything yet. Policies and refreshes are not looked at: the pack itself has some.
-- Since: 13. Needs: SELECT on these tables. Cost: one row a table.
select
	exists (select from tenants)
	or exists (select from users)
	or exists (select from mcp_servers)
	or exists (select from request_logs)
	or exists (select from audit_logs) as "filled"
