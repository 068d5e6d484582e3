-- Why rows of a default partition can't be moved into months, as mcp.row_move_obstacle tells those who may execute it;
-- null if they can.
-- $1: the default partition as SQL writes it. $2: who would move them.
-- Since: 13. Needs: nothing. Cost: the catalog, by index but for constraints; takes no lock.
select coalesce(
	(
		select format(
			'it is referred to by %s',
			string_agg(distinct format('%s.%s', n.nspname, r.relname), ', ')
		)
		from pg_constraint f
		join pg_class r on r.oid = f.conrelid
		join pg_namespace n on n.oid = r.relnamespace
		where f.contype = 'f' and f.confrelid = $1::text::regclass
		having count(*) > 0
	),
	(
		select 'it has rules, which would apply to them'
		from pg_rewrite w
		where w.ev_class = $1::text::regclass and w.ev_enabled <> 'D'
		limit 1
	),
	(
		-- Until 13 a partition's copy of a trigger is one of the system's. 8 stands for DELETE.
		select format('only a superuser can turn off the trigger %s meanwhile', string_agg(distinct t.tgname::text, ', '))
		from pg_trigger t
		where t.tgrelid = $1::text::regclass
			and t.tgisinternal and t.tgparentid <> 0 and t.tgenabled <> 'D' and t.tgtype & 8 = 8
			and not coalesce((select r.rolsuper from pg_roles r where quote_ident(r.rolname) = $2::text), false)
		having count(*) > 0
	)
) as "obstacle"
