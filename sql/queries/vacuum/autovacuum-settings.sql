-- Server parameters of autovacuum, in the units of pg_settings. Parameters that this version does not have are absent:
-- vacuum_failsafe_age came with 14, autovacuum_vacuum_max_threshold with 18.
-- Since: 13. Needs: nothing. Cost: one pass over the parameters, half a millisecond.
select pg_catalog.jsonb_object_agg(name, setting) as "settings"
from pg_catalog.pg_settings
where name in (
	'autovacuum',
	'track_counts',
	'autovacuum_naptime',
	'autovacuum_max_workers',
	'autovacuum_vacuum_threshold',
	'autovacuum_vacuum_scale_factor',
	'autovacuum_vacuum_max_threshold',
	'autovacuum_vacuum_insert_threshold',
	'autovacuum_vacuum_insert_scale_factor',
	'autovacuum_analyze_threshold',
	'autovacuum_analyze_scale_factor',
	'autovacuum_freeze_max_age',
	'autovacuum_multixact_freeze_max_age',
	'vacuum_failsafe_age',
	'vacuum_multixact_failsafe_age'
)
