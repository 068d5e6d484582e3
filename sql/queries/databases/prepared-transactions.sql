-- Transactions that were prepared and not ended: they hold locks and keep rows from vacuum, through restarts too.
-- Since: 13. Needs: nothing. Cost: proportional to max_prepared_transactions; at most 100 are listed.
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
