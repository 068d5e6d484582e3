-- Applied migrations as dbmate records them, with the notes of pgdeck on those that it applied.
-- Since: 13. Needs: SELECT on schema_migrations and pgdeck_migrations. Cost: two small tables.
select
	m.version::text as "version",
	n.name as "name",
	n.checksum as "checksum",
	n.duration_ms as "durationMs",
	n.applied_by as "appliedBy",
	n.applied_at as "appliedAt"
from schema_migrations m
left join pgdeck_migrations n on n.version = m.version::text
order by 1
