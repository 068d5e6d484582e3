-- Every database with its counters, and the shared catalogs as one more row.
-- Since: 13; counters of later versions are read by name, null where absent. Needs: nothing. Cost: one row per database.
select
	coalesce(d.oid, 0)::int8 as "oid",
	coalesce(d.datname::text, '') as "name",
	pg_catalog.pg_get_userbyid(d.datdba)::text as "owner",
	d.datistemplate as "template",
	d.datallowconn as "connectable",
	nullif(d.datconnlimit, -1) as "connectionLimit",
	s.numbackends as "connections",
	pg_catalog.age(d.datfrozenxid) as "xidAge",
	pg_catalog.mxid_age(d.datminmxid) as "mxidAge",
	s.stats_reset as "statsReset",
	s.checksum_last_failure as "checksumFailedAt",
	s.xact_commit as "commits",
	s.xact_rollback as "rollbacks",
	s.blks_read as "blocksRead",
	s.blks_hit as "blocksHit",
	s.tup_returned as "rowsRead",
	s.tup_fetched as "rowsFetched",
	s.tup_inserted as "inserted",
	s.tup_updated as "updated",
	s.tup_deleted as "deleted",
	s.conflicts as "conflicts",
	s.temp_files as "tempFiles",
	s.temp_bytes as "tempBytes",
	s.deadlocks as "deadlocks",
	-- Null where checksums are off.
	s.checksum_failures as "checksumFailures",
	s.blk_read_time as "readMs",
	s.blk_write_time as "writeMs",
	-- 14 and later.
	(to_jsonb(s) ->> 'session_time')::float8 as "sessionMs",
	(to_jsonb(s) ->> 'active_time')::float8 as "activeMs",
	(to_jsonb(s) ->> 'idle_in_transaction_time')::float8 as "idleInTransactionMs",
	(to_jsonb(s) ->> 'sessions')::int8 as "sessions",
	(to_jsonb(s) ->> 'sessions_abandoned')::int8 as "abandoned",
	(to_jsonb(s) ->> 'sessions_fatal')::int8 as "fatal",
	(to_jsonb(s) ->> 'sessions_killed')::int8 as "killed"
from pg_catalog.pg_stat_database s
left join pg_catalog.pg_database d on d.oid = s.datid
where d.oid is not null or coalesce(s.datid, 0) = 0
order by 2
