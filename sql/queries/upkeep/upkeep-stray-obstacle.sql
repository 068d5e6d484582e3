-- Why rows of a default partition can't be moved into months, with the same rules as mcp.row_move_obstacle of the pack,
-- which only some roles may execute. Null if they can be moved. The code is foreign-key, rules or trigger; the names are
-- the referencing tables or the triggers.
-- $1: the default partition, quoted for SQL. $2: the role that would move the rows.
-- Since: 13. Needs: nothing. Cost: the catalog, by index except for constraints; takes no lock.
select coalesce(
	(
		select jsonb_build_object(
			'code', 'foreign-key',
			'names', jsonb_agg(distinct format('%s.%s', n.nspname, r.relname))
		)
		from pg_constraint f
		join pg_class r on r.oid = f.conrelid
		join pg_namespace n on n.oid = r.relnamespace
		where f.contype = 'f' and f.confrelid = $1::text::regclass
		having count(*) > 0
	),
	(
		select jsonb_build_object('code', 'rules', 'names', '[]'::jsonb)
		from pg_rewrite w
		where w.ev_class = $1::text::regclass and w.ev_enabled <> 'D'
		limit 1
	),
	(
		-- Up to 13 a partition's copy of a trigger is internal. 8 stands for DELETE.
		select jsonb_build_object('code', 'trigger', 'names', jsonb_agg(distinct t.tgname::text))
		from pg_trigger t
		where t.tgrelid = $1::text::regclass
			and t.tgisinternal and t.tgparentid <> 0 and t.tgenabled <> 'D' and t.tgtype & 8 = 8
			and not coalesce((select r.rolsuper from pg_roles r where quote_ident(r.rolname) = $2::text), false)
		having count(*) > 0
	)
) as "obstacle"
