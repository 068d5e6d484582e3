import type {Sql} from 'postgres';

/**
Everything that users made in a database, one line each, in order: schemas, extensions, relations, columns, types,
functions, views, constraints, indexes and triggers, with their comments and privileges. Two databases with the same lines are the same but for their rows.
*/
export async function catalog(sql: Sql): Promise<string[]> {
	const rows = await sql<{line: string}[]>`
		with schemas as (
			select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
		)
		select concat_ws(' ', 'schema', nspname, coalesce(nspacl, acldefault('n', nspowner)), obj_description(oid, 'pg_namespace')) as line
		from pg_namespace where oid in (select oid from schemas)
		union all
		select concat_ws(' ', 'extension', extname, extnamespace::regnamespace) from pg_extension
		union all
		select concat_ws(' ', 'relation', oid::regclass, relkind, relpersistence, reloptions,
			coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner)),
			pg_get_expr(relpartbound, oid), obj_description(oid, 'pg_class'))
		from pg_class where relnamespace in (select oid from schemas)
		union all
		select concat_ws(' ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
			attgenerated, attstorage, nullif(attstattarget, -1), nullif(attacl, '{}'), pg_get_expr(adbin, adrelid),
			col_description(attrelid, attnum))
		from pg_attribute
			join pg_class on pg_class.oid = attrelid and relkind in ('r', 'p', 'v', 'm')
			left join pg_attrdef on adrelid = attrelid and adnum = attnum
		where relnamespace in (select oid from schemas) and attnum > 0 and not attisdropped
		union all
		select concat_ws(' ', 'type', pg_type.oid::regtype, typtype, obj_description(pg_type.oid, 'pg_type'),
			string_agg(enumlabel, ',' order by enumsortorder))
		from pg_type left join pg_enum on enumtypid = pg_type.oid
		where typnamespace in (select oid from schemas)
		group by pg_type.oid, typtype
		union all
		select concat_ws(' ', 'function', pg_get_functiondef(oid), coalesce(proacl, acldefault('f', proowner)), obj_description(oid, 'pg_proc'))
		from pg_proc where pronamespace in (select oid from schemas) and prokind in ('f', 'p')
		union all
		select concat_ws(' ', 'view', oid::regclass, pg_get_viewdef(oid))
		from pg_class where relnamespace in (select oid from schemas) and relkind in ('v', 'm')
		union all
		select concat_ws(' ', 'constraint', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
		from pg_constraint where connamespace in (select oid from schemas)
		union all
		select concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisvalid, indisready)
		from pg_index join pg_class on pg_class.oid = indexrelid
		where relnamespace in (select oid from schemas)
		union all
		select concat_ws(' ', 'trigger', pg_get_triggerdef(pg_trigger.oid), tgenabled)
		from pg_trigger join pg_class on pg_class.oid = tgrelid
		where relnamespace in (select oid from schemas) and not tgisinternal`;
	return rows.map(({line}) => line).sort();
}

/** The identities of relations, types, functions and constraints: they change when one is made anew. */
export async function identities(sql: Sql): Promise<string[]> {
	const rows = await sql<{line: string}[]>`
		with schemas as (select oid from pg_namespace where nspname = 'public')
		select concat_ws(' ', oid, relfilenode, relname) as line
		from pg_class where relnamespace in (select oid from schemas)
		union all
		select concat_ws(' ', oid, typname) from pg_type where typnamespace in (select oid from schemas)
		union all
		select concat_ws(' ', oid, proname) from pg_proc where pronamespace in (select oid from schemas)
		union all
		select concat_ws(' ', oid, conname) from pg_constraint where connamespace in (select oid from schemas)`;
	return rows.map(({line}) => line).sort();
}
