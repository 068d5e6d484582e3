-- The policies of retention alone, without what is due by them.
-- Since: 13. Needs: EXECUTE on mcp.retention_policies. Cost: the policies.
select
	p.policy,
	p.relation::text as "relation",
	p.action,
	(extract(epoch from now() - p.cutoff) / 86400)::int as "days",
	p.problem
from mcp.retention_policies() p
