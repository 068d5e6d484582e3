-- The last value of each sequence of this database, and the narrowest column it feeds, by ownership or as a default.
-- The last value is null, with the reason, where this role may not read it, where it is locked, and for unlogged
-- sequences on a standby.
-- Since: 13. Needs: SELECT or USAGE on each sequence. Cost: one page a sequence; runs rarely.
with locked as materialized (
	select distinct relation
	from pg_catalog.pg_locks
	where locktype = 'relation'
		and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
		and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
),
feeds as materialized (
	select d.objid as sequence, d.refobjid as relation, d.refobjsubid as number
	from pg_catalog.pg_depend d
	where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
		and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
		and d.deptype in ('a', 'i')
		and d.refobjsubid > 0
	union
	select d.refobjid, f.adrelid, f.adnum
	from pg_catalog.pg_depend d
	join pg_catalog.pg_attrdef f on f.oid = d.objid
	where d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
		and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
),
narrowest as materialized (
	select distinct on (feeds.sequence)
		feeds.sequence,
		a.atttypid::pg_catalog.regtype::text as type,
		pg_catalog.format('%I.%I.%I', n.nspname, c.relname, a.attname) as "column"
	from feeds
	join pg_catalog.pg_attribute a on a.attrelid = feeds.relation and a.attnum = feeds.number
	join pg_catalog.pg_class c on c.oid = a.attrelid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	where a.atttypid in (
		'pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype, 'pg_catalog.int8'::pg_catalog.regtype
	)
	order by feeds.sequence, a.attlen
)
select
	s.seqrelid::int8 as "oid",
	n.nspname::text as "schema",
	c.relname::text as "name",
	s.seqtypid::pg_catalog.regtype::text as "type",
	s.seqmin::float8 as "least",
	s.seqmax::float8 as "most",
	s.seqincrement::float8 as "increment",
	s.seqcycle as "cycles",
	narrowest.column,
	narrowest.type as "columnType",
	seen.unseen,
	case when seen.unseen is null then pg_catalog.pg_sequence_last_value(s.seqrelid)::float8 end as "last"
from pg_catalog.pg_sequence s
join pg_catalog.pg_class c on c.oid = s.seqrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join narrowest on narrowest.sequence = s.seqrelid
left join locked on locked.relation = s.seqrelid
cross join lateral (
	select case
		when locked.relation is not null then 'locked'
		when not pg_catalog.has_sequence_privilege(s.seqrelid, 'select, usage') then 'unreadable'
		when c.relpersistence = 'u' and pg_catalog.pg_is_in_recovery() then 'unlogged'
	end as unseen
) seen
where c.relpersistence <> 't'
