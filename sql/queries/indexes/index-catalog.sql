-- Every user index of this database with its size, and everything that decides whether it can be dropped.
-- Since: 13. Needs: nothing. Cost: a stat() and a deparse per index, rarely, and for up to 2,000 indexes only. With more,
-- sizes are the pages of the last VACUUM or ANALYZE, and definitions are read for the opened row. Indexes of tables never
-- vacuumed or analyzed have the pages of their build: sizes are read for up to 500 such tables, and with more
-- true-sizes.sql reads them bit by bit.
-- Where an ACCESS EXCLUSIVE lock on the relation is held or requested, size and definition are null, since reading them
-- would wait for that lock. An unlogged index has no file on a standby: its size would be 0.
with locked as materialized (
	select distinct relation
	from pg_locks
	where locktype = 'relation'
		and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_database where datname = current_database())
),
server as materialized (
	select
		current_setting('block_size')::int as block,
		current_setting('server_version_num')::int < 140000 as before_14,
		pg_is_in_recovery() as standby
),
amount as materialized (
	select
		(select count(*) > 2000 from pg_index) as many,
		count(*) filter (where relpages = 0 and (reltuples < 0 or (reltuples = 0 and server.before_14))) > 500
			as many_unseen
	from server, pg_class
	where relkind in ('r', 'm')
),
-- Each of these is read once for all indexes: constraints have no index on conindid, so that a look-up takes 7 ms per
-- index with 30,000 constraints.
backed as materialized (
	-- Exclusion and unique constraints and primary keys name their index, and so do foreign keys that reference it.
	select
		x.conindid as index,
		string_agg(format('%s on %s', x.conname, x.conrelid::regclass), ', ' order by x.conname)
			filter (where x.contype <> 'f') as constraints,
		string_agg(format('%s on %s', x.conname, x.conrelid::regclass), ', ' order by x.conname)
			filter (where x.contype = 'f') as referencing
	from pg_constraint x
	where x.conindid <> 0
	group by x.conindid
),
used as materialized (
	select indrelid, sum(pg_stat_get_numscans(indexrelid))::int8 as scans
	from pg_index
	where indrelid >= 16384
	group by indrelid
),
members as materialized (
	select d.objid as relation, e.extname::text as extension
	from pg_depend d
	join pg_extension e on e.oid = d.refobjid
	where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
),
supporting as materialized (
	-- Pairs of a foreign key and an index that can look it up: the index begins with all its columns, in any order and in
	-- the collation of each, and its operator families have the commuted equality of the key. Most BRIN operator families
	-- and bloom have it too, but read many rows to find one.
	select f.oid as foreign_key, f.conname::text as name, i.indexrelid as index
	from pg_constraint f
	join pg_index i on i.indrelid = f.conrelid
	join pg_class x on x.oid = i.indexrelid
	join pg_am method on method.oid = x.relam
	where f.contype = 'f'
		and i.indisvalid
		and i.indpred is null
		and method.amname not in ('brin', 'bloom')
		-- INCLUDE columns follow the keys.
		and i.indnkeyatts >= cardinality(f.conkey)
		and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
		and not exists (
			select from generate_subscripts(f.conkey, 1) u(place)
			join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[u.place]
			join pg_operator o on o.oid = f.conpfeqop[u.place]
			where not exists (
				select from generate_series(0, cardinality(f.conkey) - 1) p(place)
				join pg_opclass class on class.oid = i.indclass[p.place]
				join pg_amop served on served.amopfamily = class.opcfamily
					and served.amopopr = o.oprcom
					and served.amoppurpose = 's'
				where i.indkey[p.place] = a.attnum and i.indcollation[p.place] = a.attcollation
			)
		)
),
serving as materialized (
	-- Foreign keys of its table for which it is the only index.
	select single.index, string_agg(single.name, ', ' order by single.name) as foreign_keys
	from (select *, count(*) over (partition by foreign_key) as many from supporting) single
	where single.many = 1
	group by single.index
)
select
	i.indexrelid::int8 as "oid",
	i.indrelid::int8 as "tableOid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	t.relname::text as "table",
	am.amname::text as "method",
	busy.is_locked as "locked",
	case when not busy.is_locked and not amount.many then pg_get_indexdef(i.indexrelid) end as "definition",
	c.relpersistence = 'u' and server.standby as "absent",
	case
		when c.relpersistence = 'u' and server.standby then null
		when amount.many and seen.is_seen then c.relpages::int8 * server.block
		when not busy.is_locked and not (amount.many and amount.many_unseen) then pg_relation_size(i.indexrelid)
	end as "sizeBytes",
	amount.many and seen.is_seen as "sizeIsEstimate",
	i.indisprimary as "primary",
	i.indisunique as "unique",
	i.indisexclusion as "exclusion",
	i.indisvalid as "valid",
	i.indisready as "ready",
	i.indisreplident as "replicaIdentity",
	i.indisclustered as "clustered",
	i.indexprs is not null as "expression",
	i.indpred is not null as "partial",
	-- Unknown is -1 since 14, and 0 without pages before.
	case when c.reltuples > 0 or (c.reltuples = 0 and c.relpages > 0) then c.reltuples::float8 end as "rowsEstimate",
	c.relpages::int8 * server.block as "analyzedBytes",
	t.relpages as "tablePages",
	-- A partitioned table has no counters of its own.
	case when t.relkind <> 'p' then pg_stat_get_numscans(i.indrelid) + used.scans end as "tableScans",
	c.relispartition as "partitionChild",
	case when c.relispartition then (
		select h.inhparent::int8 from pg_inherits h where h.inhrelid = i.indexrelid
	) end as "parentOid",
	c.relkind = 'I' as "partitioned",
	backed.constraints as "constraint",
	backed.referencing as "referencedBy",
	-- An extension has tables as members, not their indexes.
	coalesce(own.extension, its.extension) as "extension",
	exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid
			and p.datname = current_database()) as "building",
	serving.foreign_keys as "onlySupportOf",
	pg_has_role(t.relowner, 'usage') as "owned"
from server, amount, pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class t on t.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_am am on am.oid = c.relam
left join backed on backed.index = i.indexrelid
left join used on used.indrelid = i.indrelid
left join members own on own.relation = i.indexrelid
left join members its on its.relation = i.indrelid
left join serving on serving.index = i.indexrelid
cross join lateral (
	select exists (select from locked where locked.relation in (i.indexrelid, i.indrelid)) as is_locked
) busy
cross join lateral (
	select not (t.relpages = 0 and t.relkind <> 'p' and (t.reltuples < 0 or (t.reltuples = 0 and server.before_14)))
		as is_seen
) seen
-- Internal objects of TimescaleDB and Citus belong to the objects that users see.
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'citus', 'citus_internal', 'columnar',
		'columnar_internal')
	and n.nspname !~ '^(pg_temp|pg_toast_temp|_timescaledb)_'
