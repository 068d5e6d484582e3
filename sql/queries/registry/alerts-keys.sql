-- API keys in use that are locked, or that expire within a week, soonest first. Their hashes are never read.
-- Since: 13. Needs: SELECT on those columns of api_keys and enhanced_api_keys. Cost: their partial indexes on the expiry of
-- keys in use, and a scan of enhanced_api_keys; at most 50 rows.
select *
from (
	select 'api_keys' as "table", k.id::text as "id", k.name::text as "name", false as "locked", k.expires_at as "expiresAt"
	from public.api_keys k
	where k.is_active and k.expires_at between now() and now() + interval '7 days'
	union all
	select 'enhanced_api_keys', k.id::text, k.name::text, k.is_locked, k.expires_at
	from public.enhanced_api_keys k
	where k.is_active and (k.is_locked or k.expires_at between now() and now() + interval '7 days')
) keys
order by "locked" desc, "expiresAt", "id"
limit 50
