-- Current table sizes beside the newest recorded size of each table that is at least 20 days old: growth over fewer days
-- would be a guess. Tables that a session has locked exclusively, or waits to lock, are skipped: their size would wait.
-- Since: 13. Needs: SELECT on mcp.table_sizes. Cost: sizes (a stat() each) of the recorded tables.
with recursive recorded as materialized (
	select distinct on (s.table_name) s.table_name, s.recorded_at, s.total_bytes
	from mcp.table_sizes s
	where s.recorded_at <= now() - interval '20 days'
	order by s.table_name, s.recorded_at desc
),
locked as materialized (
	select coalesce(i.indrelid, l.relation) as relation
	from pg_locks l
	left join pg_index i on i.indexrelid = l.relation
	where l.locktype = 'relation'
		and l.mode = 'AccessExclusiveLock'
		and l.database = (select oid from pg_database where datname = current_database())
),
member as (
	-- pg_partition_tree would wait for locks itself.
	select r.table_name, r.recorded_at, r.total_bytes, c.oid as root, c.oid as part
	from recorded r
	join pg_class c on c.relkind in ('r', 'p')
	join pg_namespace n on n.oid = c.relnamespace and format('%I.%I', n.nspname, c.relname) = r.table_name
	union all
	select m.table_name, m.recorded_at, m.total_bytes, m.root, p.oid
	from member m
	join pg_inherits i on i.inhparent = m.part
	join pg_class p on p.oid = i.inhrelid and p.relispartition
)
select
	(select min(s.recorded_at) from mcp.table_sizes s) as "firstAt",
	coalesce((
		select jsonb_agg(
			jsonb_build_object(
				'oid', grown.root::int8,
				'table', grown.table_name,
				'recordedAt', to_char(grown.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
				'bytesThen', grown.total_bytes,
				'bytes', grown.bytes
			) order by grown.table_name
		)
		from (
			select
				m.root, m.table_name, m.recorded_at, m.total_bytes,
				case when not bool_or(m.part in (select relation from locked)) then sum(sizes.bytes)::int8 end as bytes
			from member m
			left join lateral (
				select pg_total_relation_size(m.part) as bytes where m.part not in (select relation from locked)
			) sizes on true
			group by m.root, m.table_name, m.recorded_at, m.total_bytes
		) grown
	), '[]') as "tables"
