-- Whether relations of the names in $1 (a JSON list), written as SQL writes them, are there, and the tables of those that
-- are indexes. Names in a schema that the role may not look into are left out.
-- Since: 13. Needs: nothing. Cost: a look-up a name.
select
	named.name as "name",
	c.oid is not null as "there",
	i.indrelid::regclass::text as "table"
from jsonb_array_elements_text($1::text::jsonb) named(name)
cross join lateral (select parse_ident(named.name) as parts) split
left join pg_namespace n on cardinality(split.parts) = 2 and n.nspname = split.parts[1]
left join pg_class c on c.oid = case
	when n.oid is null or has_schema_privilege(n.oid, 'usage') then to_regclass(named.name)
end
left join pg_index i on i.indexrelid = c.oid
where cardinality(split.parts) <= 2
	and (n.oid is null or has_schema_privilege(n.oid, 'usage'))
