-- Requests over time: one row for each nonempty bucket of asked.bucket_seconds, the newest last.
-- Follows the CTEs `requests` (at, duration_ms, failed, tenant, actor, path, server) and `asked` of request-source.ts.
-- Since: 13. Needs: SELECT on the request log. Cost: the rows of the requested time.
select
	to_timestamp(floor(extract(epoch from at) / bucket_seconds) * bucket_seconds) as "at",
	count(*)::float8 as "count",
	case when count(failed) > 0 then count(*) filter (where failed) end::float8 as "errors",
	avg(duration_ms)::float8 as "averageMs",
	percentile_disc(0.95) within group (order by duration_ms)::float8 as "p95Ms"
from requests, asked
group by 1
order by 1
