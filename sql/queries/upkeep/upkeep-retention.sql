-- Retention policies with the rows that are due: one row a policy. The pack ends a problem with a period.
-- Since: 13. Needs: EXECUTE on mcp.retention_policies and mcp.retention_due. Cost: counts old rows of unpartitioned tables
-- and default partitions, which reads those tables.
select
	p.policy,
	p.relation::text as "relation",
	p.action,
	(extract(epoch from now() - p.cutoff) / 86400)::int as "days",
	rtrim(p.problem, '.') as "problem",
	coalesce(due.partitions, 0)::int as "partitions",
	case when p.problem is null then coalesce(due.due_rows, 0)::int8 end as "dueRows",
	coalesce(due.estimated, false) as "rowsEstimated",
	case when p.problem is null then coalesce(due.due_bytes, 0)::int8 end as "dueBytes"
from mcp.retention_policies() p
left join (
	select
		d.policy,
		count(*) filter (where d.whole_partition) as partitions,
		sum(d.due_rows) as due_rows,
		bool_or(d.rows_estimated) as estimated,
		sum(d.due_bytes) as due_bytes
	from mcp.retention_due() d
	group by d.policy
) due on due.policy = p.policy
order by p.policy
