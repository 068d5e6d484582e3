-- The registry's own summary of its servers.
-- Since: 13. Needs: the pack's function, SELECT on mcp_servers. Cost: one pass over the servers.
select
	total_servers as "total",
	healthy_servers as "healthy",
	degraded_servers as "degraded",
	unhealthy_servers as "unhealthy",
	avg_response_time as "averageResponseMs"
from get_server_health_summary()
