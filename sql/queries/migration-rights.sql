-- What the role may do that a migration needs: create in the schema, write the ledger.
-- Since: 13. Needs: nothing. Cost: none.
select
	current_schema()::text as "schema",
	coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
	case when to_regclass('schema_migrations') is not null
		then has_table_privilege(to_regclass('schema_migrations'), 'insert')
			and has_table_privilege(to_regclass('schema_migrations'), 'delete')
	end as "mayRecord"
