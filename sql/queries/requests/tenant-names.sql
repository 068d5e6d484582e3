-- Names of the tenants in the registry.
-- Since: 13. Needs: SELECT on tenants. Cost: one small table; at most 5,000 rows, once a minute.
select id::text as "id", name::text as "name" from tenants limit 5000
