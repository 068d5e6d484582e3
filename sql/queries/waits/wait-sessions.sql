-- The sessions behind those counts, the longest first: at most 30.
-- Since: 13; the query's id (14) is read by name. Needs: pg_monitor to see other roles' sessions. Cost: proportional to the
-- sessions; asked at every sample.
select
	a.pid as "pid",
	a.backend_start as "startedAt",
	a.usename::text as "user",
	a.datname::text as "database",
	a.application_name as "application",
	a.backend_type as "backend",
	coalesce(a.wait_event_type, 'CPU') as "class",
	coalesce(a.wait_event, 'CPU') as "event",
	(extract(epoch from clock_timestamp() - a.query_start) * 1000)::float8 as "queryMs",
	to_jsonb(a) ->> 'query_id' as "queryId",
	left(a.query, 300) as "query"
from pg_catalog.pg_stat_activity a
where a.state = 'active'
	and a.pid <> pg_catalog.pg_backend_pid()
	-- Nor what another connection of this console asks: it would be all there is on a server at rest.
	and (a.application_name is distinct from 'pgdeck' or a.usesysid is distinct from quote_ident(session_user)::regrole)
	and a.backend_type <> 'walsender'
	and a.wait_event_type is distinct from 'Activity'
order by a.query_start, a.pid
limit 30
