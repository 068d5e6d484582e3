-- The gateway's connection pools as each last reported itself, fullest first.
-- Since: 13. Needs: SELECT on connection_pools. Cost: that table; at most 100 rows.
select
	p.id::text as "id",
	p.pool_name::text as "name",
	p.size::int as "size",
	p.in_use::int as "inUse",
	p.waiting::int as "waiting",
	-- Percent.
	p.utilisation::float8 as "utilisation",
	p.updated_at as "reportedAt"
from public.connection_pools p
order by p.utilisation desc nulls last, p.pool_name
limit 100
