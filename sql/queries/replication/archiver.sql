-- Archived files and failures of the archiver.
-- Since: 13. Needs: nothing. Cost: none.
select
	a.archived_count as "archived",
	a.failed_count as "failures",
	a.last_archived_wal as "lastArchived",
	a.last_archived_time as "lastArchivedAt",
	a.last_failed_wal as "lastFailed",
	a.last_failed_time as "lastFailedAt",
	a.stats_reset as "statsReset"
from pg_catalog.pg_stat_archiver a
