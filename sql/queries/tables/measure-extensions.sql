-- The extensions that measure space: whether installed, in which schema, and whether this role may execute them.
-- Since: 13. Needs: nothing. Cost: a few catalog look-ups.
select
	wanted.name,
	n.nspname::text as "schema",
	exists (select from pg_catalog.pg_available_extensions a where a.name = wanted.name) as "available",
	coalesce(
		pg_catalog.has_schema_privilege(n.oid, 'usage') and (
			select bool_and(pg_catalog.has_function_privilege(p.oid, 'execute'))
			from pg_catalog.pg_depend d
			join pg_catalog.pg_proc p on p.oid = d.objid
			where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
				and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
				and d.refobjid = e.oid
				and d.deptype = 'e'
				and p.proname in ('pgstattuple_approx', 'pgstatindex', 'pg_freespace')
		),
		false
	) as "allowed"
from (values ('pgstattuple'), ('pg_freespacemap')) wanted (name)
left join pg_catalog.pg_extension e on e.extname = wanted.name
left join pg_catalog.pg_namespace n on n.oid = e.extnamespace
