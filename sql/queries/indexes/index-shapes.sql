-- The parts of each index ($1: only these, unless null) as numbers, for comparison: columns (0: an expression), operator
-- classes, collations, order, INCLUDE, predicate. A comparison of texts would take column 12 for column 1, and a
-- descending column for an ascending one.
-- Since: 13. Needs: nothing. Cost: a row per index, and a deparse for each expression and predicate. Where an ACCESS
-- EXCLUSIVE lock on the relation is held or requested, these are null, since a deparse would wait for that lock.
with locked as materialized (
	select distinct relation
	from pg_catalog.pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
)
select
	i.indexrelid::int8 as "oid",
	i.indrelid::int8 as "tableOid",
	c.relam::int8 as "method",
	am.amname = 'btree' as "ordered",
	i.indkey::text as "columns",
	i.indnkeyatts::int as "keyCount",
	i.indclass::text as "opclasses",
	i.indcollation::text as "collations",
	i.indoption::text as "options",
	busy.is_locked and (i.indexprs is not null or i.indpred is not null) as "unknown",
	case when i.indexprs is not null and not busy.is_locked then (
		select pg_catalog.jsonb_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k.position::int, false) order by k.position)
		from pg_catalog.generate_series(1, i.indnkeyatts) k(position)
		where i.indkey[k.position - 1] = 0
	) end as "expressions",
	case when i.indpred is not null and not busy.is_locked then pg_catalog.pg_get_expr(i.indpred, i.indrelid) end
		as "predicate",
	i.indisunique as "unique",
	i.indimmediate as "immediate",
	-- The column exists from 15 on.
	case when i.indisunique then coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false) else false end
		as "nullsNotDistinct",
	i.indisvalid and i.indisready and i.indislive as "usable",
	i.indisprimary or i.indisexclusion or backing.conindid is not null as "constraint",
	i.indisreplident as "replicaIdentity",
	i.indisclustered as "clustered",
	c.relispartition as "partitionChild",
	-- The commit timestamp of its row, so at or after its creation: no catalog has the creation time.
	case when pg_catalog.current_setting('track_commit_timestamp') = 'on' then pg_catalog.pg_xact_commit_timestamp(i.xmin) end
		as "madeBy"
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_am am on am.oid = c.relam
left join (select distinct conindid from pg_catalog.pg_constraint where conindid <> 0) backing
	on backing.conindid = i.indexrelid
cross join lateral (
	select exists (select from locked where locked.relation in (i.indexrelid, i.indrelid)) as is_locked
) busy
where i.indexrelid >= 16384
	and ($1::int8[] is null or i.indexrelid = any ($1::int8[]::oid[]))
