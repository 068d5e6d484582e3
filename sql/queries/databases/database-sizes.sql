-- Sizes of the databases that are not hidden from this role.
-- Since: 13. Needs: CONNECT on the database, or pg_read_all_stats. Cost: a stat() of every file, minutes for millions of
-- files: read as often as its cost allows.
select
	d.oid::int8 as "oid",
	pg_catalog.pg_database_size(d.oid)::float8 as "bytes"
from pg_catalog.pg_database d
where pg_catalog.has_database_privilege(d.oid, 'connect')
	or pg_catalog.pg_has_role('pg_read_all_stats', 'usage')
