-- The entries of the configuration files: the last one of each parameter, which applies.
-- Since: 13. Needs: superuser, or EXECUTE on pg_show_all_file_settings() with SELECT on pg_file_settings.
-- Cost: the server reads its files.
select distinct on (f.name)
	f.name as "name",
	f.setting as "setting",
	f.sourcefile as "file",
	f.sourceline as "line"
from pg_catalog.pg_file_settings f
where f.name is not null and f.setting is not null and f.error is null
order by f.name, f.seqno desc
