-- What upkeep was done, when and by whom, and how large the tables were. The journal of a console knows only what was
-- done from its own host; these two tables are the same for everybody who looks after the registry.
--
-- Sizes are recorded by the monthly review: one row a table, so a year of a hundred tables is 1,200 rows.

-- migrate:up
create table if not exists mcp.upkeep_log (
	task varchar(20) not null constraint upkeep_log_task_known check (
		task in ('partitions', 'retention', 'refresh', 'analyze', 'weekly', 'monthly', 'quarterly')
	),
	-- The table, policy or view that it was about; empty where it was about all of them.
	target text not null default '',
	done_at timestamptz not null default clock_timestamp(),
	-- Who was connected, whatever role the function below runs as.
	done_by name not null default session_user,
	summary jsonb not null default '{}' constraint upkeep_log_summary_object check (jsonb_typeof(summary) = 'object'),
	constraint registry_upkeep_log_pkey primary key (task, target, done_at)
);

create table if not exists mcp.table_sizes (
	table_name text not null,
	recorded_at timestamptz not null default now(),
	-- With indexes and TOAST; of a partitioned table all of its partitions together.
	total_bytes bigint not null constraint table_sizes_total_bytes_counts check (total_bytes >= 0),
	constraint registry_table_sizes_pkey primary key (table_name, recorded_at)
);

-- Notes that a piece of upkeep is done.
-- SECURITY DEFINER: who may do upkeep need not be allowed to change what was noted before.
create or replace function mcp.note_upkeep(p_task text, p_target text default '', p_summary jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
	insert into mcp.upkeep_log (task, target, summary) values (p_task, coalesce(p_target, ''), p_summary);
	-- The registry's own list of refreshes, where the pack made it.
	if p_task = 'refresh' and to_regclass('public.registry_materialized_views_pkey') is not null then
		insert into public.materialized_views as known (view_name, last_refreshed_at)
		values (p_target, clock_timestamp())
		on conflict (view_name) do update set
			last_refreshed_at = excluded.last_refreshed_at, last_error = null, updated_at = now();
	end if;
end
$$;

-- Records the size of every table, and gives how many there were. One that somebody holds or awaits exclusively is left
-- out, since its size would be waited for; the records of more than two years ago go.
create or replace function mcp.record_table_sizes()
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
	recorded bigint;
begin
	delete from mcp.table_sizes where recorded_at < now() - interval '2 years';
	with recursive locked as materialized (
		select coalesce(index.indrelid, held.relation) as relation
		from pg_locks as held
			left join pg_index as index on index.indexrelid = held.relation
		where held.locktype = 'relation'
			and held.mode = 'AccessExclusiveLock'
			and held.database = (select oid from pg_database where datname = current_database())
			and held.pid is distinct from pg_backend_pid()
	), member as (
		-- Not pg_partition_tree, which waits for locks itself.
		select relation.oid as root, relation.oid as part
		from pg_class as relation
		where relation.oid >= 16384
			and relation.relkind in ('r', 'p')
			and relation.relpersistence <> 't'
			and not relation.relispartition
		union all
		select member.root, partition.oid
		from member
			join pg_inherits as link on link.inhparent = member.part
			join pg_class as partition on partition.oid = link.inhrelid and partition.relispartition
	)
	insert into mcp.table_sizes (table_name, total_bytes)
	select format('%I.%I', namespace.nspname, relation.relname), measured.total_bytes
	from (
		select member.root, sum(pg_total_relation_size(member.part)) as total_bytes
		from member
		where not exists (
			select from member as other join locked on locked.relation = other.part where other.root = member.root
		)
		group by member.root
	) as measured
		join pg_class as relation on relation.oid = measured.root
		join pg_namespace as namespace on namespace.oid = relation.relnamespace
	where measured.total_bytes is not null
	on conflict (table_name, recorded_at) do nothing;
	get diagnostics recorded = row_count;
	return recorded;
end
$$;

revoke execute on function mcp.note_upkeep(text, text, jsonb) from public;
revoke execute on function mcp.record_table_sizes() from public;

comment on table mcp.upkeep_log is 'What upkeep was done, when and by whom.';
comment on table mcp.table_sizes is 'How large the tables were at each monthly review, in bytes.';
comment on function mcp.note_upkeep(text, text, jsonb) is 'Notes that a piece of upkeep is done.';
comment on function mcp.record_table_sizes() is 'Records the size of every table, for how fast they grow.';

-- migrate:down
drop function if exists mcp.record_table_sizes();
drop function if exists mcp.note_upkeep(text, text, jsonb);

do $$
-- locks: ACCESS EXCLUSIVE on mcp.table_sizes, mcp.upkeep_log
begin
	-- Only the tables that up made.
	if to_regclass('mcp.registry_table_sizes_pkey') is not null then
		drop table mcp.table_sizes;
	end if;
	if to_regclass('mcp.registry_upkeep_log_pkey') is not null then
		drop table mcp.upkeep_log;
	end if;
end
$$;
