-- Whether relations with the names in $1 (a JSON list, quoted as in SQL) exist; the tables of indexes among them; and the
-- relations that are locked along with a table: the other ends of its foreign keys, and those that DROP, DROP … CASCADE and
-- TRUNCATE … CASCADE reach. Names in schemas without USAGE are left out.
-- Since: 13. Needs: nothing. Cost: some look-ups a name, by indexes of the catalog.
select
	named.name as "name",
	c.oid is not null as "there",
	i.indrelid::regclass::text as "table",
	coalesce(c.relkind in ('p', 'I'), false) as "partitioned",
	coalesce(keys.list, '[]') as "foreignKeys",
	coalesce(reach.drops, '[]') as "droppedWith",
	coalesce(reach.cascades, '[]') as "cascadedWith",
	coalesce(reach.empties, '[]') as "truncatedWith",
	coalesce(reach.children, '[]') as "children",
	-- Triggers of constraints are internal and known.
	exists (select from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgenabled <> 'D')
		or exists (select from pg_rewrite w where w.ev_class = c.oid and w.ev_type <> '1') as "triggers"
from jsonb_array_elements_text($1::text::jsonb) named(name)
cross join lateral (select parse_ident(named.name) as parts) split
left join pg_namespace n on cardinality(split.parts) = 2 and n.nspname = split.parts[1]
left join pg_class c on c.oid = case
	when n.oid is null or has_schema_privilege(n.oid, 'usage') then to_regclass(named.name)
end
left join pg_index i on i.indexrelid = c.oid
-- Foreign keys in both directions. Incoming ones depend on the table, so pg_depend saves a scan of pg_constraint.
left join lateral (
	select jsonb_agg(jsonb_build_object(
		'name', own.name, 'columns', own.columns, 'incoming', own.incoming, 'key', own.key,
		'other', case when n.oid is null then own.other::regclass::text else format('%I.%I', os.nspname, o.relname) end
	) order by own.incoming, own.name) as list
	from (
		-- Constraints to partitions of the other table have the one to the table itself as parent.
		select k.oid, quote_ident(coalesce(whole.conname, k.conname)) as name, false as incoming, k.confrelid as other, null as key,
			(
				select jsonb_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
				where a.attrelid = c.oid and a.attnum = any (k.conkey)
			) as columns
		from pg_constraint k
		left join pg_constraint whole on whole.oid = k.conparentid and whole.conrelid = k.conrelid
		where k.conrelid = c.oid and k.contype = 'f'
		union
		select k.oid, quote_ident(k.conname), true, k.conrelid, quote_ident(held.relname),
			(
				select jsonb_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
				where a.attrelid = c.oid and a.attnum = any (k.confkey)
			)
		from pg_depend d
		join pg_constraint k on k.oid = d.objid and k.contype = 'f' and k.confrelid = c.oid
		left join pg_class held on held.oid = k.conindid
		where d.classid = 'pg_constraint'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
	) own
	join pg_class o on o.oid = own.other
	join pg_namespace os on os.oid = o.relnamespace
	where own.other <> c.oid
) keys on true
-- Relations that a statement reaches beyond the table it names.
left join lateral (
	with recursive below(oid) as (
		select c.oid
		union
		select h.inhrelid from below join pg_inherits h on h.inhparent = below.oid
	),
	-- A DROP takes partitions along, and locks the tables that their foreign keys refer to.
	dropped(oid) as (
		select oid from below
		union
		select k.confrelid from below join pg_constraint k on k.conrelid = below.oid and k.contype = 'f'
	),
	-- CASCADE drops views on it and views on those, and locks everything else that refers to one of them.
	gone(oid) as (
		select c.oid
		union
		select more.oid
		from gone
		cross join lateral (
			select h.inhrelid as oid from pg_inherits h where h.inhparent = gone.oid
			union all
			select v.oid
			from pg_depend d
			join pg_rewrite w on w.oid = d.objid
			join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
			where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = gone.oid
		) more
	),
	cascaded(oid) as (
		select oid from gone
		union
		select more.oid
		from gone
		-- One by one, by index: the planner can't know how few there are, and the catalog may be big.
		cross join lateral (
			select k.confrelid as oid from pg_constraint k where k.conrelid = gone.oid and k.contype = 'f'
			union all
			select coalesce(
				(select nullif(k.conrelid, 0) from pg_constraint k where d.classid = 'pg_constraint'::regclass and k.oid = d.objid),
				(select f.adrelid from pg_attrdef f where d.classid = 'pg_attrdef'::regclass and f.oid = d.objid),
				(select p.polrelid from pg_policy p where d.classid = 'pg_policy'::regclass and p.oid = d.objid),
				(select w.ev_class from pg_rewrite w where d.classid = 'pg_rewrite'::regclass and w.oid = d.objid)
			)
			from pg_depend d where d.refclassid = 'pg_class'::regclass and d.refobjid = gone.oid
		) more
	),
	emptied(oid) as (
		select c.oid
		union
		select more.oid
		from emptied
		cross join lateral (
			select h.inhrelid as oid from pg_inherits h where h.inhparent = emptied.oid
			union all
			select k.conrelid
			from pg_depend d
			join pg_constraint k on k.oid = d.objid and k.contype = 'f' and k.confrelid = emptied.oid
			where d.classid = 'pg_constraint'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = emptied.oid
		) more
	)
	select
		jsonb_agg(shown.name order by shown.relname) filter (where reached.list = 'drops') as drops,
		jsonb_agg(shown.name order by shown.relname) filter (where reached.list = 'cascades') as cascades,
		jsonb_agg(shown.name order by shown.relname) filter (where reached.list = 'empties') as empties,
		-- Children by inheritance and partitions, which ALTER TABLE also changes; for an index the tables of its partitions.
		jsonb_agg(shown.name order by shown.relname) filter (where reached.list = 'children') as children
	from (
		select 'drops' as list, oid from dropped
		union all select 'cascades', oid from cascaded
		union all select 'empties', oid from emptied
		union all
		select 'children', coalesce((select p.indrelid from pg_index p where p.indexrelid = below.oid), below.oid)
		from below
		where below.oid <> c.oid
	) reached
	cross join lateral (
		select
			r.relname,
			case when n.oid is null then r.oid::regclass::text else format('%I.%I', s.nspname, r.relname) end as name
		from pg_class r
		join pg_namespace s on s.oid = r.relnamespace
		where r.oid = reached.oid
		offset 0
	) shown
	where reached.oid <> c.oid
) reach on true
where cardinality(split.parts) <= 2
	and (n.oid is null or has_schema_privilege(n.oid, 'usage'))
