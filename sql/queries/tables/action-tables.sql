-- Facts of the tables $1 for an action. Names are raw, quoted as in SQL.
-- The owner of a table, the owner of the database, and since 17 roles with MAINTAIN may VACUUM and ANALYZE; the owner of
-- the database may not REINDEX. Relations locked ACCESS EXCLUSIVE, or with a waiter for that lock, have no size: reading
-- it would wait too.
-- Since: 13. Needs: nothing. Cost: some look-ups and a stat() a table.
with locked as materialized (
	select distinct relation
	from pg_catalog.pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_catalog.pg_database where datname = current_database())
)
select
	c.oid::int8 as "oid",
	format('%I.%I', n.nspname, c.relname) as "name",
	c.relkind::text as "kind",
	n.nspname in ('pg_catalog', 'information_schema', 'pg_toast') or n.nspname ~ '^pg_(temp|toast_temp)_' as "apart",
	pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) as "owner",
	pg_catalog.pg_has_role(c.relowner, 'usage') as "owned",
	rights.maintains as "maintains",
	rights.maintains or exists (
		select from pg_catalog.pg_database d
		where d.datname = current_database() and pg_catalog.pg_has_role(d.datdba, 'usage')
	) as "mayVacuum",
	pg_catalog.quote_ident(n.nspname) as "schema",
	pg_catalog.has_schema_privilege(n.oid, 'create') as "mayCreate",
	case when not busy.locked then pg_catalog.pg_table_size(c.oid) end as "tableBytes",
	case when not busy.locked then pg_catalog.pg_indexes_size(c.oid) end as "indexBytes",
	(select count(*)::int from pg_catalog.pg_index i where i.indrelid = c.oid) as "indexes",
	case when c.reltuples >= 0 then c.reltuples::float8 end as "rows",
	pg_catalog.pg_stat_get_dead_tuples(c.oid)::float8 as "deadTuples",
	-- Each of these writes to every index; HOT updates write to none.
	(
		pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid)
			- pg_catalog.pg_stat_get_tuples_hot_updated(c.oid)
	)::float8 as "indexedWrites",
	pg_catalog.pg_stat_get_numscans(c.oid)::float8 as "sequentialScans",
	pg_catalog.pg_stat_get_last_vacuum_time(c.oid) as "vacuumedAt",
	pg_catalog.pg_stat_get_last_analyze_time(c.oid) as "analyzedAt",
	case when c.relkind in ('r', 'm') then pg_catalog.age(c.relfrozenxid) end as "frozenAge",
	coalesce(s.spcname::text, '') as "tablespace",
	to_jsonb(coalesce(c.reloptions, '{}')) as "options",
	to_jsonb(coalesce(toast.reloptions, '{}')) as "toastOptions",
	c.reltoastrelid <> 0 as "toasted",
	exists (
		select from pg_catalog.pg_index i
		where i.indrelid = c.oid and i.indisunique and i.indimmediate and i.indisvalid and i.indpred is null
			and i.indexprs is null
			and not exists (
				select from pg_catalog.pg_attribute a
				where a.attrelid = c.oid and a.attnum = any (i.indkey::int2[]) and not a.attnotnull
			)
	) as "keyed",
	(
		select p.pid from pg_catalog.pg_stat_progress_vacuum p
		where p.relid = c.oid and p.datname = current_database() limit 1
	) as "vacuumedBy"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class toast on toast.oid = c.reltoastrelid
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
cross join lateral (
	select exists (select from locked l where l.relation in (c.oid, c.reltoastrelid)) or exists (
		select from locked l join pg_catalog.pg_index i on i.indexrelid = l.relation where i.indrelid = c.oid
	) as locked
) busy
cross join lateral (
	select pg_catalog.pg_has_role(c.relowner, 'usage')
		or case
			when current_setting('server_version_num')::int >= 170000
				then pg_catalog.has_table_privilege(c.oid, 'MAINTAIN')
			else false
		end as maintains
) rights
where c.oid = any ($1::int8[]::oid[]) and c.relkind in ('r', 'p', 'm')
order by pg_catalog.array_position($1::int8[], c.oid::int8)
