-- Tables, views and materialized views in the schemas of the registry pack, or those in $1 (a JSON list of schema.name, or
-- null): with columns, storage parameters, size, and whether the role owns them.
-- Run with an empty search_path, so that types are qualified. A relation that a session has locked ACCESS EXCLUSIVE, or
-- waits to lock, has no size, since reading it would wait. Partitions are left out, except the default one.
-- Since: 13. Needs: nothing. Old planner statistics are visible only to roles that may read the table.
-- Cost: some look-ups and a stat() a relation.
with locked as materialized (
	select distinct relation
	from pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_database where datname = current_database())
)
select
	n.nspname || '.' || c.relname as "name",
	format('%I.%I', n.nspname, c.relname) as "sqlName",
	c.relkind::text as "kind",
	(
		select pn.nspname || '.' || p.relname
		from pg_inherits h
		join pg_class p on p.oid = h.inhparent
		join pg_namespace pn on pn.oid = p.relnamespace
		where h.inhrelid = c.oid and c.relispartition
	) as "parent",
	coalesce((
		select jsonb_object_agg(a.attname, jsonb_build_object(
			'type', format_type(a.atttypid, a.atttypmod),
			'labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = a.atttypid),
			'notNull', a.attnotnull,
			'default', pg_get_expr(f.adbin, f.adrelid),
			'generated', a.attgenerated <> '',
			-- The comment is set when the column is added, and removed when it is filled.
			'filling', coalesce(col_description(c.oid, a.attnum) = 'Registry pack: being filled.', false)
		))
		from pg_attribute a
		left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
		where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	), '{}') as "columns",
	coalesce(to_jsonb(c.reloptions), '[]') as "options",
	coalesce((
		select jsonb_object_agg(a.attname, a.attstattarget)
		from pg_attribute a
		-- Null since 17, -1 before, if the default applies.
		where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attstattarget >= 0
	), '{}') as "statistics",
	exists (
		select from pg_constraint k where k.conrelid = c.oid and k.conname = 'registry_' || c.relname || '_pkey'
	) as "ownTable",
	pg_has_role(c.relowner, 'usage') as "owned",
	quote_ident(pg_get_userbyid(c.relowner)) as "owner",
	case
		when c.relkind = 'p' then leaves.size_bytes
		when c.oid not in (select relation from locked) then pg_table_size(c.oid)
	end as "sizeBytes",
	exists (select from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgenabled <> 'D') as "triggers",
	-- A relation without pages has no rows; a locked one may have some.
	case
		when c.relkind not in ('r', 'p', 'm') then false
		when c.relkind = 'p' then leaves.occupied
		when c.oid in (select relation from locked) then true
		else pg_relation_size(c.oid) > 0
	end as "occupied",
	coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) is not null
		or exists (select from pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname)
		-- 13 does not record ANALYZE of a partitioned table, and no version does for one without partitions: empty ones would
		-- be due forever.
		or (
			c.relkind = 'p' and not leaves.seen
			and (leaves.number = 0 or current_setting('server_version_num')::int < 140000)
		) as "analyzed"
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
-- pg_inherits, since pg_partition_tree waits for locked partitions.
left join lateral (
	with recursive tree as (
		select h.inhrelid as oid from pg_inherits h where h.inhparent = c.oid and c.relkind = 'p'
		union all
		select h.inhrelid from tree join pg_inherits h on h.inhparent = tree.oid
	),
	leaf as (
		select p.oid, p.relpages, p.oid in (select relation from locked) as is_locked
		from tree join pg_class p on p.oid = tree.oid
		where p.relkind <> 'p'
	)
	select
		count(*) as number,
		-- Null if one size is unknown.
		case when not bool_or(is_locked) then sum(case when not is_locked then pg_table_size(oid) end)::int8
			when count(*) = 0 then 0
		end as size_bytes,
		coalesce(bool_or(case when is_locked then true else pg_relation_size(oid) > 0 end), false) as occupied,
		coalesce(bool_or(relpages > 0), false) as seen
	from leaf
) as leaves on true
where n.nspname in ('public', 'mcp')
	-- Other objects with a wanted name count too: CREATE TABLE IF NOT EXISTS skips them.
	and (c.relkind in ('r', 'p', 'v', 'm', 'f') or $1::text is not null and c.relkind = 'S')
	and ($1::text is null or n.nspname || '.' || c.relname in (select jsonb_array_elements_text($1::text::jsonb)))
	and ($1::text is not null or c.relname not in ('schema_migrations', 'pgdeck_migrations'))
	and (not c.relispartition or c.oid in (select partdefid from pg_partitioned_table))
