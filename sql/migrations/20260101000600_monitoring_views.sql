-- Three views for whoever looks after the database with nothing but psql.
--
-- PostgreSQL's size functions wait for a lock on what they measure. A table or index that another session holds or
-- awaits exclusively (ALTER TABLE, VACUUM FULL, REINDEX) is therefore not measured: its sizes are NULL, and the view
-- does not hang. Sort by the columns in bytes: the readable ones are text, and '9 MB' comes after '10 GB'.

-- migrate:up
create or replace view database_size_summary as
with recursive member as (
	select relation.relname as table_name, relation.oid
	from pg_class as relation
		join pg_namespace as namespace on namespace.oid = relation.relnamespace
	where namespace.nspname = 'public'
		and relation.relkind in ('r', 'p')
		and not relation.relispartition
	union all
	-- Partitions are measured as parts of their table.
	select member.table_name, partition.oid
	from member
		join pg_inherits as link on link.inhparent = member.oid
		join pg_class as partition on partition.oid = link.inhrelid and partition.relispartition
), locked as materialized (
	select coalesce(index.indrelid, held.relation) as relation
	from pg_locks as held
		left join pg_index as index on index.indexrelid = held.relation
	where held.locktype = 'relation'
		and held.mode = 'AccessExclusiveLock'
		and held.database = (select oid from pg_database where datname = current_database())
		and held.pid is distinct from pg_backend_pid()
)
select
	measured.table_name,
	measured.table_bytes,
	measured.data_bytes,
	measured.index_bytes,
	measured.table_bytes + measured.index_bytes as total_bytes,
	pg_size_pretty(measured.table_bytes) as table_size,
	pg_size_pretty(measured.data_bytes) as data_size,
	pg_size_pretty(measured.index_bytes) as index_size,
	pg_size_pretty(measured.table_bytes + measured.index_bytes) as total_size
from (
	select
		member.table_name,
		-- NULL as long as one part is not measured: sum() alone would pass over that part.
		case when count(*) = count(part.table_bytes) then sum(part.table_bytes)::bigint end as table_bytes,
		case when count(*) = count(part.data_bytes) then sum(part.data_bytes)::bigint end as data_bytes,
		case when count(*) = count(part.index_bytes) then sum(part.index_bytes)::bigint end as index_bytes
	from member
		left join lateral (
			select
				pg_table_size(member.oid) as table_bytes,
				pg_relation_size(member.oid) as data_bytes,
				pg_indexes_size(member.oid) as index_bytes
			where member.oid not in (select locked.relation from locked)
		) as part on true
	group by member.table_name
) as measured;

create or replace view index_usage_summary as
with locked as materialized (
	select held.relation
	from pg_locks as held
	where held.locktype = 'relation'
		and held.mode = 'AccessExclusiveLock'
		and held.database = (select oid from pg_database where datname = current_database())
		and held.pid is distinct from pg_backend_pid()
)
select
	usage.schemaname as schema_name,
	usage.relname as table_name,
	usage.indexrelname as index_name,
	usage.idx_scan as scans,
	usage.idx_tup_read as reads,
	usage.idx_tup_fetch as fetches,
	measured.size_bytes,
	pg_size_pretty(measured.size_bytes) as size,
	case
		when usage.idx_scan = 0 then 'Unused'
		when usage.idx_scan < 100 then 'Low usage'
		else 'Active'
	end as usage_category
from pg_stat_user_indexes as usage
	left join lateral (
		select pg_relation_size(usage.indexrelid) as size_bytes
		where usage.indexrelid not in (select locked.relation from locked)
	) as measured on true;

create or replace view performance_monitoring as
select
	'servers' as component,
	count(*) as total_count,
	count(*) filter (where lower(server.health_status::text) = 'healthy') as healthy_count,
	round(avg(server.avg_response_time)::numeric, 2) as avg_response_time,
	round(avg(server.success_rate)::numeric, 2) as avg_success_rate
from mcp_servers as server
union all
select
	'recent_requests',
	count(*),
	count(*) filter (where log.status_code < 400),
	round(avg(log.duration_ms)::numeric, 2),
	-- nullif: an hour without requests has no rate, and must not divide by zero.
	round(100.0 * count(*) filter (where log.status_code < 400) / nullif(count(*), 0), 2)
from request_logs as log
where log.request_time >= now() - interval '1 hour';

comment on view database_size_summary is
	'Sizes of each table of schema public: data is the rows alone, table is data, TOAST and maps, total is table and indexes.';
comment on view index_usage_summary is
	'How often each index was used since the statistics were last reset, and what it takes up.';
comment on view performance_monitoring is
	'Servers of the registry and requests of the last hour: how many, how many well, milliseconds, success in percent.';

-- migrate:down
drop view if exists performance_monitoring;
drop view if exists index_usage_summary;
drop view if exists database_size_summary;
