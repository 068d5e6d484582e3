-- Age of the oldest transaction and multixact number of each database of the cluster.
-- Since: 13. Needs: nothing. Cost: one small shared catalog.
select
	datname::text as "name",
	datname = pg_catalog.current_database() as "here",
	datallowconn as "connectable",
	datistemplate as "template",
	pg_catalog.age(datfrozenxid) as "xidAge",
	pg_catalog.mxid_age(datminmxid) as "mxidAge"
from pg_catalog.pg_database
order by 4 desc, 1
