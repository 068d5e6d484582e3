-- Usage by tenant in the window (the busiest 500), with the total number of tenants and requests.
-- Follows the CTEs `requests` and `asked` of request-source.ts.
-- Since: 13. Needs: SELECT on the request log. Cost: the rows of the window, sorted by tenant and duration.
select
	tenant as "id",
	count(*)::float8 as "requests",
	case when bool_or(users_known) then count(distinct actor) end::float8 as "users",
	avg(duration_ms)::float8 as "averageMs",
	percentile_disc(0.95) within group (order by duration_ms)::float8 as "p95Ms",
	case when count(failed) > 0 then count(*) filter (where failed) end::float8 as "errors",
	(sum(count(*)) over ())::float8 as "allRequests",
	(count(*) over ())::float8 as "allTenants"
from requests, asked
group by tenant
order by count(*) desc
limit 500
