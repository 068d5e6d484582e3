-- At most 30 active sessions with their wait events, the longest statement first.
-- Since: 13; the query id (14) is read by name. Needs: pg_monitor for sessions of other roles. Cost: proportional to the
-- number of sessions; read with each snapshot.
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
	-- Skip pgdeck's own connections: on an idle server they would be the only active sessions.
	and (a.application_name is distinct from 'pgdeck' or a.usesysid is distinct from quote_ident(session_user)::regrole)
	and a.backend_type <> 'walsender'
	and a.wait_event_type is distinct from 'Activity'
order by a.query_start, a.pid
limit 30
