-- Totals of the window in one row, with exact quantiles (each an observed duration).
-- Follows the CTE `requests` of request-source.ts.
-- Since: 13. Needs: SELECT on the request log. Cost: the rows of the window, sorted.
select
	count(*)::float8 as "total",
	case when count(failed) > 0 or count(*) = 0 then count(*) filter (where failed) end::float8 as "errors",
	avg(duration_ms)::float8 as "averageMs",
	percentile_disc(0.5) within group (order by duration_ms)::float8 as "p50Ms",
	percentile_disc(0.95) within group (order by duration_ms)::float8 as "p95Ms",
	percentile_disc(0.99) within group (order by duration_ms)::float8 as "p99Ms"
from requests
