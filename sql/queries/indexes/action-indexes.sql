-- The indexes $1, those of the tables $2, and ($3) all leftovers of interrupted REINDEX CONCURRENTLY by their names, with
-- what a rebuild or drop of them depends on. Raw names, as SQL writes them.
-- Since: 13. Needs: nothing. Cost: a few look-ups and a stat() per index.
with locked as materialized (
	select distinct relation
	from pg_catalog.pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_catalog.pg_database where datname = current_database())
)
select
	i.indexrelid::int8 as "oid",
	i.indrelid::int8 as "tableOid",
	format('%I.%I', n.nspname, c.relname) as "name",
	c.relname::text as "plainName",
	format('%I.%I', tn.nspname, t.relname) as "table",
	c.relkind = 'I' as "partitioned",
	i.indisvalid as "valid",
	i.indisready as "ready",
	i.indisexclusion as "exclusion",
	i.indisreplident or i.indisprimary as "needed",
	n.nspname in ('pg_catalog', 'information_schema', 'pg_toast') or n.nspname ~ '^pg_(temp|toast_temp)_' as "apart",
	exists (
		select from pg_catalog.pg_stat_progress_create_index p
		where p.relid = i.indrelid and p.datname = current_database()
	) as "building",
	pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(t.relowner)) as "owner",
	pg_catalog.pg_has_role(t.relowner, 'usage') as "owned",
	pg_catalog.pg_has_role(t.relowner, 'usage')
		or case
			when current_setting('server_version_num')::int >= 170000
				then pg_catalog.has_table_privilege(t.oid, 'MAINTAIN')
			else false
		end as "maintains",
	case
		when not exists (select from locked l where l.relation in (i.indexrelid, i.indrelid))
			then pg_catalog.pg_relation_size(i.indexrelid)
	end as "sizeBytes",
	coalesce(s.spcname::text, '') as "tablespace",
	-- The index that this is a leftover copy of, if it exists.
	(
		select format('%I.%I', n.nspname, o.relname)
		from pg_catalog.pg_index base
		join pg_catalog.pg_class o on o.oid = base.indexrelid
		where base.indrelid = i.indrelid
			and base.indexrelid <> i.indexrelid
			and base.indkey::text = i.indkey::text
			and o.relnamespace = c.relnamespace
			and o.relname !~ '_cc(new|old)\d*$'
			and starts_with(o.relname, regexp_replace(c.relname, '_cc(new|old)\d*$', ''))
		order by length(o.relname)
		limit 1
	) as "copyOf"
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
where i.indexrelid = any ($1::int8[]::oid[])
	or i.indrelid = any ($2::int8[]::oid[])
	or ($3::bool and not i.indisvalid and c.relname ~ '._cc(new|old)\d*$' and c.relkind = 'i')
order by t.relname, i.indexrelid
