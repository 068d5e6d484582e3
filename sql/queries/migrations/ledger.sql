-- Applied migrations as dbmate records them.
-- Since: 13. Needs: SELECT on schema_migrations. Cost: one small table.
select
	version::text as "version",
	null as "name",
	null as "checksum",
	null as "durationMs",
	null as "appliedBy",
	null as "appliedAt"
from schema_migrations
order by 1
