-- Of the function names in $1 (a JSON list), written as SQL writes them, those of which no function can change a table's
-- definition: PostgreSQL's own, and those of others that are not VOLATILE, in which the server allows only queries.
-- Whatever schema has it counts for a name without one, since a file may set the path.
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
