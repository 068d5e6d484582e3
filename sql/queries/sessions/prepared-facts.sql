-- Prepared transactions of this server, with the statement that would roll each back.
-- Since: 13. Needs: nothing. Cost: none; asked for a plan.
select
	x.gid,
	pg_catalog.format('ROLLBACK PREPARED %L', x.gid) as "statement",
	x.transaction::text as "transaction",
	to_char(x.prepared at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "preparedAt",
	(extract(epoch from clock_timestamp() - x.prepared) * 1000)::float8 as "preparedMs",
	x.owner::text as "owner",
	x.database::text as "database",
	x.database = pg_catalog.current_database() as "here",
	-- Its owner or a superuser, as the server asks for (FinishPreparedTransaction): membership is not enough.
	x.owner = current_user or (select rolsuper from pg_catalog.pg_roles where rolname = current_user) as "mayFinish"
from pg_catalog.pg_prepared_xacts x
