-- Queries of the last day that took more than a second, as the registry measured them, slowest first.
-- Since: 13. Needs: SELECT on mcp.query_metrics. Cost: its partial index of slow queries; at most 20 rows.
select
	m.query_hash::text as "id",
	null as "queryId",
	null as "user",
	concat_ws(' ', m.operation, m.table_name)::text as "what",
	count(*)::int as "calls",
	avg(m.execution_time_ms)::float8 as "averageMs",
	max(m.execution_time_ms)::float8 as "longestMs"
from mcp.query_metrics m
where m.execution_time_ms > 1000
	and m.timestamp > now() - interval '1 day'
group by m.query_hash, m.operation, m.table_name
order by max(m.execution_time_ms) desc
limit 20
