-- Prepared transactions of this server, each with the statement that rolls it back.
-- Since: 13. Needs: nothing. Cost: negligible; read for a plan.
select
	x.gid,
	pg_catalog.format('ROLLBACK PREPARED %L', x.gid) as "statement",
	x.transaction::text as "transaction",
	to_char(x.prepared at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "preparedAt",
	(extract(epoch from clock_timestamp() - x.prepared) * 1000)::float8 as "preparedMs",
	x.owner::text as "owner",
	x.database::text as "database",
	x.database = pg_catalog.current_database() as "here",
	-- Only its owner or a superuser may finish it (FinishPreparedTransaction); membership in the role is not enough.
	x.owner = current_user or (select rolsuper from pg_catalog.pg_roles where rolname = current_user) as "mayFinish"
from pg_catalog.pg_prepared_xacts x
