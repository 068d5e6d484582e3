-- All rows are there: takes back the mark that 01-registry.sql began with.
delete from system_configs where tenant_id is null and category = 'pgdeck' and key = 'sample data unfinished';
