-- Active sessions by wait event. A session without a wait event counts as CPU: it runs, or waits for a processor. Sessions
-- whose state is hidden from this role are one row. Skips processes that wait for work (class Activity) and WAL senders.
-- Since: 13. Needs: pg_monitor for sessions of other roles. Cost: proportional to the number of sessions; read every second,
-- so it calls the function behind pg_stat_activity.
select
	case
		when a.backend_type is null then 'hidden'
		else coalesce(a.wait_event_type, 'CPU')
	end as "class",
	case when a.backend_type is null then '' else coalesce(a.wait_event, 'CPU') end as "event",
	count(*)::int as "count"
from pg_catalog.pg_stat_get_activity(null) a
where (
		a.state = 'active'
		and a.pid <> pg_catalog.pg_backend_pid()
		-- Skip pgdeck's own connections: on an idle server they would be the only active sessions.
		and (a.application_name is distinct from 'pgdeck' or a.usesysid is distinct from quote_ident(session_user)::regrole)
		and a.backend_type <> 'walsender'
		and a.wait_event_type is distinct from 'Activity'
	)
	or (a.backend_type is null and a.datid is not null)
group by 1, 2
