-- Unresolved alerts, the most severe and newest first.
-- Since: 13. Needs: SELECT on performance_alerts. Cost: its partial index of open alerts; at most 50 rows.
select
	a.id::text as "id",
	a.server_id::text as "serverId",
	a.alert_type::text as "type",
	a.severity::text as "severity",
	a.message as "message",
	a.metric_value::float8 as "value",
	a.threshold_value::float8 as "threshold",
	a.created_at as "since"
from public.performance_alerts a
where a.resolved_at is null
order by array_position(array['critical', 'warning', 'info'], a.severity::text), a.created_at desc
limit 50
