-- Sessions of pg_stat_activity. $1: only these process ids, or null for all client and replication sessions with the
-- background processes that work for them. $2: maximum number of rows.
-- Since: 13; 14 adds the query identifier. Needs: pg_read_all_stats (part of pg_monitor) for the sessions of other
-- roles; without it their state is null.
-- Cost: proportional to the number of sessions. Statement texts are cut, so that thousands of rows stay small.
with setting as materialized (
	select pg_catalog.pg_size_bytes(pg_catalog.current_setting('track_activity_query_size'))::int as size
)
select
	a.pid,
	a.leader_pid as "leaderPid",
	-- Exact to the microsecond: with the process id it identifies a session, because the server reuses process ids.
	to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "backendStart",
	a.backend_type as "type",
	d.datname::text as "database",
	r.rolname::text as "user",
	coalesce(r.rolsuper, false) as "superuser",
	a.application_name as "application",
	case
		when a.client_addr is not null then host(a.client_addr)
		when a.client_port = -1 then 'local'
	end as "client",
	a.backend_type is null as "hidden",
	a.pid = pg_backend_pid() as "own",
	a.state,
	a.wait_event_type as "waitType",
	a.wait_event as "wait",
	case when a.state = 'active' then date_part('epoch', clock_timestamp() - a.query_start) * 1000
	end as "queryMs",
	date_part('epoch', clock_timestamp() - a.xact_start) * 1000 as "transactionMs",
	date_part('epoch', clock_timestamp() - a.state_change) * 1000 as "stateMs",
	date_part('epoch', clock_timestamp() - a.backend_start) * 1000 as "sessionMs",
	case when a.state = 'active' then to_char(a.query_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
	end as "queryStart",
	a.backend_xid::text as "xid",
	age(a.backend_xmin)::int as "xminAge",
	null::text as "queryId", -- before 14
	a.query_id::text as "queryId", -- since 14
	case when a.backend_type is not null then left(a.query, case when a.state = 'idle' then 300 else 4000 end)
	end as "query",
	char_length(a.query) > case when a.state = 'idle' then 300 else 4000 end as "queryShortened",
	-- The server reserves one byte for the terminator and never keeps half a character.
	octet_length(a.query) >= s.size - 1
		or (octet_length(a.query) >= s.size - 4 and octet_length(a.query) > char_length(a.query)) as "queryCut",
	count(*) over ()::int as "all"
from pg_catalog.pg_stat_get_activity(null) a
cross join setting s
left join pg_catalog.pg_database d on d.oid = a.datid
left join pg_catalog.pg_roles r on r.oid = a.usesysid
where case
	when $1::int4[] is not null then a.pid = any ($1)
	-- Skip the server's housekeeping processes. When their type is hidden from this role, they have no database and no role.
	when a.backend_type is null then a.datid is not null or a.usesysid is not null
	else a.backend_type <> all (array[
		'archiver', 'autovacuum launcher', 'background writer', 'checkpointer', 'io worker', 'logger',
		'logical replication launcher', 'slotsync worker', 'startup', 'stats collector', 'walreceiver', 'walsummarizer',
		'walwriter'
	])
end
-- The limit cuts off idle sessions first, the newest of them before others.
order by a.state is not distinct from 'idle', a.xact_start, a.backend_start
limit $2::int4
