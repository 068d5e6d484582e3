-- The function names in $1 (a JSON list, quoted for SQL) of which no function can change the definition of a table: those
-- of PostgreSQL, and others that are not VOLATILE, in which the server allows only queries.
-- A name without a schema matches in any schema, since a file may set the search_path.
-- Since: 13. Needs: nothing. Cost: a look-up a name.
select named.name as "name"
from jsonb_array_elements_text($1::text::jsonb) named(name)
cross join lateral (select parse_ident(named.name) as parts) split
where cardinality(split.parts) <= 2
	and (
		select bool_and(s.nspname = 'pg_catalog' or p.provolatile <> 'v')
		from pg_proc p
		join pg_namespace s on s.oid = p.pronamespace
		where p.proname = split.parts[cardinality(split.parts)]
			and (cardinality(split.parts) = 1 or s.nspname = split.parts[1])
	)
