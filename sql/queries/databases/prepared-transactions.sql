-- Open prepared transactions: they hold locks and the xmin horizon, even across restarts.
-- Since: 13. Needs: nothing. Cost: proportional to max_prepared_transactions; at most 100 rows.
select
	p.gid as "gid",
	p.transaction::text as "transaction",
	p.prepared as "preparedAt",
	p.owner::text as "owner",
	p.database::text as "database",
	pg_catalog.age(p.transaction) as "xidAge"
from pg_catalog.pg_prepared_xacts p
order by p.prepared, p.gid
limit 100
