-- Active sessions by what they wait for; without a wait event they are on a processor, or want to be. Sessions whose state
-- this role may not see are one row of their own.
-- Since: 13. Needs: pg_monitor to see other roles' sessions. Cost: proportional to the sessions; asked every second, so of the
-- function behind pg_stat_activity. Processes that wait for work (class Activity) and senders of WAL are left out.
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
		-- Nor what another connection of this console asks: it would be all there is on a server at rest.
		and (a.application_name is distinct from 'pgdeck' or a.usesysid is distinct from quote_ident(session_user)::regrole)
		and a.backend_type <> 'walsender'
		and a.wait_event_type is distinct from 'Activity'
	)
	or (a.backend_type is null and a.datid is not null)
group by 1, 2
