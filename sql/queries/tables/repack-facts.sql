-- Preflight of pg_repack for table $1. An interrupted run leaves its trigger, which goes on writing to its log table, the
-- partial copy, and indexes named index_ plus the oid of the index they were to replace. A running one holds an advisory
-- lock with its own number and the table's (bin/pg_repack.c: advisory_lock(), 1.2 to 1.5).
-- Since: 13. Needs: nothing. Cost: a few look-ups, the names of the extensions on the server's disk, and the names of all
-- published tables.
select
	(select e.extversion::text from pg_catalog.pg_extension e where e.extname = 'pg_repack') as "version",
	(
		select a.default_version::text from pg_catalog.pg_available_extensions a where a.name = 'pg_repack'
	) as "available",
	coalesce((select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user), false) as "superuser",
	-- Also by its schema (15 and later), and as a partition that its root publishes.
	(
		select count(distinct p.pubname)::int
		from pg_catalog.pg_publication_tables p
		join pg_catalog.pg_namespace n on n.nspname = p.schemaname
		join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
		where c.oid = $1::int8::oid
			or c.oid in (select a.relid from pg_catalog.pg_partition_ancestors($1::int8::oid) a)
	) as "publications",
	coalesce((
		select c.relpersistence = 'u' from pg_catalog.pg_class c where c.oid = $1::int8::oid
	), false) as "unlogged",
	(
		select count(*)::int from pg_catalog.pg_index i where i.indrelid = $1::int8::oid and not i.indisvalid
	) as "invalidIndexes",
	to_jsonb(array(
		select pg_catalog.jsonb_build_object('kind', 'trigger', 'name', pg_catalog.quote_ident(t.tgname)) as leftover
		from pg_catalog.pg_trigger t
		where t.tgrelid = $1::int8::oid and t.tgname in ('repack_trigger', 'z_repack_trigger')
		union all
		select pg_catalog.jsonb_build_object('kind', 'table', 'name', pg_catalog.format('%I.%I', n.nspname, c.relname))
		from pg_catalog.pg_class c
		join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'repack'
		where c.relname in ('log_' || $1::int8, 'table_' || $1::int8) and c.relkind = 'r'
		union all
		select pg_catalog.jsonb_build_object('kind', 'index', 'name', pg_catalog.format('%I.%I', n.nspname, c.relname))
		from pg_catalog.pg_index i
		join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relname ~ '^index_\d+$'
		join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		where i.indrelid = $1::int8::oid
		order by 1
	)) as "leftovers",
	(
		select l.pid from pg_catalog.pg_locks l
		where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
			and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
			and l.classid = 16185446::oid and l.objid::int8 = ($1::int8 + 2147483648) % 4294967296
		limit 1
	) as "runningBy"
