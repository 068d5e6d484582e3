-- Estimated rows of the tables with the names in $1 (a JSON list, quoted as in SQL), including partitions and children;
-- and whether the registry pack created a table, judged by the name of its primary key.
-- Names that are not tables, or are in schemas without USAGE, are left out.
-- Since: 13. Needs: nothing. Cost: some look-ups a table and partition; takes no lock.
select
	named.name as "name",
	exists (
		select from pg_constraint k where k.conrelid = c.oid and k.conname = 'registry_' || c.relname || '_pkey'
	) as "own",
	held.amount as "rows"
from jsonb_array_elements_text($1::text::jsonb) named(name)
cross join lateral (select parse_ident(named.name) as parts) split
left join pg_namespace n on cardinality(split.parts) = 2 and n.nspname = split.parts[1]
join pg_class c on c.relkind in ('r', 'p') and c.oid = case
	when n.oid is null or has_schema_privilege(n.oid, 'usage') then to_regclass(named.name)
end
cross join lateral (
	with recursive member as (
		select c.oid
		union
		select i.inhrelid from member join pg_inherits i on i.inhparent = member.oid
	)
	-- Live rows by the statistics; after a crash, the count of the last VACUUM or ANALYZE.
	select coalesce(sum(coalesce(nullif(pg_stat_get_live_tuples(p.oid), 0), greatest(p.reltuples, 0))), 0)::float8 as amount
	from member
	join pg_class p on p.oid = member.oid and p.relkind = 'r'
) held
