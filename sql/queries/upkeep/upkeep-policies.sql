-- Retention policies, without the rows that are due. The pack ends a problem with a period.
-- Since: 13. Needs: EXECUTE on mcp.retention_policies. Cost: the policies.
select
	p.policy,
	p.relation::text as "relation",
	p.action,
	(extract(epoch from now() - p.cutoff) / 86400)::int as "days",
	rtrim(p.problem, '.') as "problem"
from mcp.retention_policies() p
