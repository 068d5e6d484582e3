-- The 50 slowest paths and servers of the window by p95, with at least 5 requests each.
-- Follows the CTE `requests` of request-source.ts.
-- Since: 13. Needs: SELECT on the request log. Cost: the rows of the window, sorted twice.
select *
from (
	select
		case when grouping(path) = 0 then 'path' else 'server' end as "kind",
		coalesce(path, server) as "name",
		count(*)::float8 as "count",
		case when count(failed) > 0 then count(*) filter (where failed) end::float8 as "errors",
		avg(duration_ms)::float8 as "averageMs",
		percentile_disc(0.95) within group (order by duration_ms)::float8 as "p95Ms",
		row_number() over (
			partition by grouping(path)
			order by percentile_disc(0.95) within group (order by duration_ms) desc nulls last
		) as place
	from requests
	group by grouping sets ((path), (server))
	having count(*) >= 5 and coalesce(path, server) is not null
) ranked
where place <= 50
