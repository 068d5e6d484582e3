-- Privileges that migrations require: CREATE in the schema, reading and writing the ledger.
-- Since: 13. Needs: nothing. Cost: none.
select
	quote_ident(current_schema()) as "schema",
	coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
	coalesce((
		select jsonb_agg(jsonb_build_object('table', missing.name, 'privileges', missing.privileges) order by missing.ordinal)
		from (
			select
				needed.ordinal,
				format('%I.%I', n.nspname, c.relname) as name,
				array_agg(p.privilege order by p.ordinal) as privileges
			from (values
				(1, 'schema_migrations', array['SELECT', 'INSERT', 'DELETE']),
				(2, 'pgdeck_migrations', array['SELECT', 'INSERT', 'UPDATE', 'DELETE'])
			) needed(ordinal, relation, privileges)
			join pg_class c on c.oid = to_regclass(needed.relation)
			join pg_namespace n on n.oid = c.relnamespace
			cross join lateral unnest(needed.privileges) with ordinality p(privilege, ordinal)
			where not has_table_privilege(c.oid, p.privilege)
			group by needed.ordinal, n.nspname, c.relname
		) missing
	), '[]') as "missing"
