-- The last completed run of each retention policy, on any host.
-- Since: 13. Needs: SELECT on data_retention_policies. Cost: that table. Columns by name, since the table may be another
-- tool's.
select
	to_jsonb(p) ->> 'table_name' as "policy",
	(to_jsonb(p) ->> 'last_run_at')::timestamptz as "lastRunAt"
from public.data_retention_policies p
