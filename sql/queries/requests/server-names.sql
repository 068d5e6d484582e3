-- Names of the servers in the registry.
-- Since: 13. Needs: SELECT on mcp_servers. Cost: one small table; at most 5,000 rows, once a minute.
select id::text as "id", name::text as "name" from mcp_servers limit 5000
