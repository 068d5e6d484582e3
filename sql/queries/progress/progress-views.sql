-- Progress views of this server; later versions add more.
-- Since: 13. Needs: nothing. Cost: one index lookup; read once an hour.
select c.relname::text as "view"
from pg_catalog.pg_class c
where c.relnamespace = 'pg_catalog'::regnamespace
	and c.relkind = 'v'
	and c.relname >= 'pg_stat_progress_'
	and c.relname < 'pg_stat_progress`'
order by c.relname
