-- Objects of the registry pack besides relations and indexes: schemas, extensions, enums, constraints, triggers, functions
-- with a hash of their body, and the privileges of its two roles. $1 is a JSON list of schema.name, or null for all:
-- parts of relations, and functions, are given only for those.
-- Run with an empty search_path, so that types are qualified. "reads" has columns as schema.table.column.
-- Since: 13. Needs: nothing. Cost: some look-ups an object.
with wanted as materialized (
	select jsonb_array_elements_text($1::text::jsonb) as name
),
relations as materialized (
	select c.oid, n.nspname || '.' || c.relname as name, c.relacl, c.relkind
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	where n.nspname in ('public', 'mcp')
		and c.relkind in ('r', 'p', 'v', 'm')
		and ($1::text is null or n.nspname || '.' || c.relname in (select name from wanted))
		and ($1::text is not null or c.relname not in ('schema_migrations', 'pgdeck_migrations'))
		and (not c.relispartition or c.oid in (select partdefid from pg_partitioned_table))
),
routines as materialized (
	select p.oid, n.nspname || '.' || p.proname as bare, p.proacl, p.proowner, p.prosrc, p.prosecdef,
		n.nspname || '.' || p.proname || '(' || array_to_string(array(
			select format_type(argument.type, null)
			from unnest(p.proargtypes) with ordinality argument(type, position)
			order by argument.position
		), ', ') || ')' as name
	from pg_proc p
	join pg_namespace n on n.oid = p.pronamespace
	where n.nspname in ('public', 'mcp')
		and ($1::text is null or n.nspname || '.' || p.proname in (select name from wanted))
		and not exists (
			select from pg_depend d
			where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
		)
),
roles as (
	select oid, rolname::text as name from pg_roles where rolname in ('pgdeck_monitor', 'pgdeck_operator')
)
select 'schema' as "kind", n.nspname::text as "name", null as "table", '{}'::jsonb as "definition", '[]'::jsonb as "reads"
from pg_namespace n
where n.nspname = 'mcp'
union all
select 'extension', e.extname, null, '{}', '[]'
from pg_extension e
where e.extname <> 'plpgsql'
union all
select 'type', n.nspname || '.' || t.typname, null,
	jsonb_build_object('labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)),
	'[]'
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
where n.nspname in ('public', 'mcp') and t.typtype = 'e'
union all
-- NOT NULL has names since 18; the columns report it instead.
select 'constraint', r.name || '.' || x.conname, r.name,
	jsonb_build_object('type', x.contype, 'validated', x.convalidated),
	coalesce((
		select jsonb_agg(r.name || '.' || a.attname order by a.attnum)
		from pg_attribute a where a.attrelid = x.conrelid and a.attnum = any (x.conkey)
	), '[]')
	|| coalesce((
		select jsonb_agg(n.nspname || '.' || f.relname || '.' || a.attname)
		from pg_class f
		join pg_namespace n on n.oid = f.relnamespace
		join pg_attribute a on a.attrelid = f.oid and a.attnum = any (x.confkey)
		where f.oid = x.confrelid
	), '[]')
from pg_constraint x
join relations r on r.oid = x.conrelid
where x.contype in ('p', 'u', 'c', 'f', 'x') and x.conparentid = 0
union all
select 'trigger', r.name || '.' || g.tgname, r.name, '{}',
	jsonb_build_array(n.nspname || '.' || p.proname)
from pg_trigger g
join relations r on r.oid = g.tgrelid
join pg_proc p on p.oid = g.tgfoid
join pg_namespace n on n.oid = p.pronamespace
where not g.tgisinternal
	-- 13 has no column for triggers of partitioned tables, and marks them as internal.
	and coalesce((to_jsonb(g) ->> 'tgparentid')::int8, 0) = 0
union all
select 'function', p.name, null,
	jsonb_build_object(
		'body', md5(p.prosrc),
		'result', coalesce(pg_get_function_result(p.oid), 'procedure'),
		'forAll', exists (
			select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl
			where acl.grantee = 0 and acl.privilege_type = 'EXECUTE'
		),
		'definer', p.prosecdef
	),
	'[]'
from routines p
union all
select 'view', r.name, r.name, '{}',
	coalesce((
		select jsonb_agg(distinct n.nspname || '.' || c.relname || '.' || a.attname)
		from pg_rewrite w
		join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
			and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.oid and d.refobjsubid > 0
		join pg_class c on c.oid = d.refobjid
		join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('public', 'mcp')
		join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
		where w.ev_class = r.oid
	), '[]')
from relations r
where r.relkind in ('v', 'm')
union all
select 'grant', roles.name || ' on ' || r.name, r.name,
	jsonb_build_object('privileges', jsonb_agg(held.privilege order by held.privilege)), '[]'
from relations r
cross join lateral (
	select acl.grantee, acl.privilege_type as privilege
	from aclexplode(r.relacl) acl
	union all
	select acl.grantee, acl.privilege_type || ' (' || a.attname || ')'
	from pg_attribute a, aclexplode(a.attacl) acl
	where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
) held
join roles on roles.oid = held.grantee
group by roles.name, r.name
union all
select 'grant', roles.name || ' on ' || p.name, null,
	jsonb_build_object('privileges', jsonb_agg(acl.privilege_type)), jsonb_build_array(p.bare)
from routines p
cross join lateral aclexplode(p.proacl) acl
join roles on roles.oid = acl.grantee
group by roles.name, p.name, p.bare
