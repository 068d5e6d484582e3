-- The registry's own table of refreshes.
-- Since: 13. Needs: SELECT on materialized_views. Cost: that table. Columns by name, since the table may be another tool's.
select
	to_jsonb(v) ->> 'view_name' as "view",
	(extract(epoch from (to_jsonb(v) ->> 'refresh_interval')::interval) * 1000)::float8 as "intervalMs",
	coalesce((to_jsonb(v) ->> 'is_active')::boolean, true) as "active",
	(to_jsonb(v) ->> 'last_refreshed_at')::timestamptz as "refreshedAt",
	to_jsonb(v) ->> 'last_error' as "error"
from public.materialized_views v
