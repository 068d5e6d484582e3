-- The totals where the registry pack is installed: its summary of the last asked.window_hours, and the two quantiles that it
-- lacks. Follows the CTEs `requests` and `asked` of request-source.ts.
-- Since: 13. Needs: SELECT on request_logs. Cost: the rows of the window, twice.
select
	s.total_requests::float8 as "total",
	case when q.judged > 0 or s.total_requests = 0 then s.error_requests end::float8 as "errors",
	s.avg_duration_ms::float8 as "averageMs",
	q.p50 as "p50Ms",
	s.p95_duration_ms::float8 as "p95Ms",
	q.p99 as "p99Ms"
from asked,
	get_request_performance_summary(asked.window_hours) s,
	lateral (
		select
			count(failed) as judged,
			percentile_disc(0.5) within group (order by duration_ms)::float8 as p50,
			percentile_disc(0.99) within group (order by duration_ms)::float8 as p99
		from requests
	) q
