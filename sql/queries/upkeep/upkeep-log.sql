-- The last run of each upkeep task: when, by which role, and with what findings.
-- Since: 13. Needs: SELECT on mcp.upkeep_log. Cost: its primary key, from the newest back.
select distinct on (l.task, l.target)
	l.task::text as "task",
	l.target as "target",
	l.done_at as "doneAt",
	l.done_by::text as "doneBy",
	l.summary as "summary"
from mcp.upkeep_log l
order by l.task, l.target, l.done_at desc
