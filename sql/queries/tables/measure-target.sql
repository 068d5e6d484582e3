-- The relations that measuring a table or an index would read: the relation and the TOAST of a table, each with its size
-- and the pages that were all-visible at the last VACUUM, which pgstattuple_approx skips.
-- Parameter: the oid of the relation.
-- Since: 13. Needs: nothing. Cost: one or two stat(), none for a relation locked ACCESS EXCLUSIVE.
with exclusive as materialized (
	select distinct relation
	from pg_catalog.pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
)
select
	c.oid::int8 as "oid",
	n.nspname::text as "schema",
	named.relname::text as "name",
	c.relkind::text as "kind",
	am.amname::text as "method",
	c.relpersistence = 'u' and pg_catalog.pg_is_in_recovery() as "unloggedOnStandby",
	c.relpersistence = 't' as "temporary",
	coalesce(i.indisvalid, true) as "valid",
	locked.is_locked as "locked",
	case when not locked.is_locked then pg_catalog.pg_relation_size(c.oid) end as "bytes",
	-- In 13, pgstattuple_approx refuses TOAST; pgstattuple reads all of it.
	c.relkind = 't' and pg_catalog.current_setting('server_version_num')::int < 140000 as "whole",
	c.relallvisible::int8 * pg_catalog.current_setting('block_size')::int8 as "visibleBytes",
	pg_catalog.current_setting('block_size')::int as "blockBytes",
	coalesce(
		(select o.option_value::int from pg_catalog.pg_options_to_table(c.reloptions) o where o.option_name = 'fillfactor'),
		case when c.relkind = 'i' then 90 else 100 end
	) as "fillfactor"
from pg_catalog.pg_class named
join pg_catalog.pg_namespace n on n.oid = named.relnamespace
join pg_catalog.pg_class c on c.oid in (named.oid, named.reltoastrelid)
left join pg_catalog.pg_am am on am.oid = c.relam
left join pg_catalog.pg_index i on i.indexrelid = c.oid
cross join lateral (
	select exists (select from exclusive e where e.relation in (c.oid, i.indrelid)) as is_locked
) locked
where named.oid = $1::int8
order by c.relkind = 't'
