-- What pg_repack of table $1 would meet.
-- Since: 13. Needs: nothing. Cost: a few look-ups.
select
	(select e.extversion::text from pg_catalog.pg_extension e where e.extname = 'pg_repack') as "version",
	exists (select from pg_catalog.pg_available_extensions a where a.name = 'pg_repack') as "available",
	coalesce((select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user), false) as "superuser",
	(
		(select count(*) from pg_catalog.pg_publication_rel p where p.prrelid = $1::int8::oid)
		+ (select count(*) from pg_catalog.pg_publication p where p.puballtables)
	)::int as "publications",
	(
		select count(*)::int from pg_catalog.pg_index i where i.indrelid = $1::int8::oid and not i.indisvalid
	) as "invalidIndexes",
	(
		select count(*)::int from pg_catalog.pg_trigger t
		where t.tgrelid = $1::int8::oid and t.tgname = 'repack_trigger'
	) as "leftovers"
