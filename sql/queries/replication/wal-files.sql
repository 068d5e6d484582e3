-- WAL files on disk, and those waiting to be archived.
-- Since: 13. Needs: pg_monitor. Cost: reads two directories with file sizes: read rarely.
select
	count(*)::int as "files",
	coalesce(sum(w.size), 0)::float8 as "bytes",
	(select count(*)::int from pg_catalog.pg_ls_archive_statusdir() s where s.name like '%.ready') as "waiting"
from pg_catalog.pg_ls_waldir() w
