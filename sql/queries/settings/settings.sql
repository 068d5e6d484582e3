-- Every server parameter that this role may see, with the source of its value.
-- Since: 13. Needs: pg_read_all_settings for file and line, and for a few parameters.
-- Cost: a few hundred rows, some milliseconds: read rarely.
select
	s.name as "name",
	s.setting as "setting",
	s.unit as "unit",
	s.category as "category",
	s.short_desc as "description",
	s.context as "context",
	s.vartype as "type",
	s.source as "source",
	s.sourcefile as "file",
	s.sourceline as "line",
	s.boot_val as "default",
	s.pending_restart as "pendingRestart"
from pg_catalog.pg_settings s
order by s.name
