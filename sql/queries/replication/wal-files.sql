-- WAL on disk, and how much of it waits to be archived.
-- Since: 13. Needs: pg_monitor. Cost: reads two folders, with the size of each file: asked seldom.
select
	count(*)::int as "files",
	coalesce(sum(w.size), 0)::float8 as "bytes",
	(select count(*)::int from pg_catalog.pg_ls_archive_statusdir() s where s.name like '%.ready') as "waiting"
from pg_catalog.pg_ls_waldir() w
