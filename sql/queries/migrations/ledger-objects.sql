-- The migration ledger of this database: columns of schema_migrations, and traces of other tools.
-- Several tools share that table name (dbmate, Rails, golang-migrate, Ecto); its columns tell them apart.
-- Since: 13. Needs: nothing (catalogs only). Cost: a few look-ups.
select
	(select n.nspname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.oid = to_regclass('schema_migrations')) as "schema",
	coalesce((
		select jsonb_object_agg(a.attname, format_type(a.atttypid, null))
		from pg_attribute a
		where a.attrelid = to_regclass('schema_migrations') and a.attnum > 0 and not a.attisdropped
	), '{}') as "columns",
	to_regclass('ar_internal_metadata') is not null as "rails",
	to_regclass('pgdeck_migrations') is not null as "noted",
	-- Another tool may have a table of that name: pgdeck's own has all of these columns.
	(
		select count(*) = 6
		from pg_attribute a
		where a.attrelid = to_regclass('pgdeck_migrations') and a.attnum > 0 and not a.attisdropped
			and a.attname in ('version', 'name', 'checksum', 'duration_ms', 'applied_by', 'applied_at')
	) as "notesFit",
	coalesce((
		select jsonb_agg(format('%I.%I', n.nspname, c.relname) order by c.relname desc)
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		where c.oid in (to_regclass('schema_migrations'), to_regclass('pgdeck_migrations'))
			and not has_table_privilege(c.oid, 'select')
	), '[]') as "unreadable"
