-- Whether the database $1 exists, and whether the role may create it.
-- Since: 13. Needs: nothing. Cost: none.
select
	quote_ident($1::text) as "sqlName",
	octet_length($1::text) as "bytes",
	exists (select from pg_database d where d.datname = $1::text) as "there",
	(select r.rolcreatedb or r.rolsuper from pg_roles r where r.rolname = current_user) as "mayCreate",
	current_database() = 'template1' as "inTemplate"
