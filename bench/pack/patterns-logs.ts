import type {Pattern} from './patterns.ts';
import {threeUsers} from './patterns-access.ts';
import {threeServers, threeTenants} from './patterns-servers.ts';

export const logPatterns: readonly Pattern[] = [
	{
		area: 'tenant log range',
		name: 'requests of a tenant in the last day',
		meant: 'idx_request_logs_tenant_time',
		text: `
			select * from request_logs
			where tenant_id = $1 and request_time > now() - interval '24 hours' order by request_time desc`,
		sets: threeTenants,
	},
	{
		area: 'tenant log range',
		name: 'the latest 50 requests of a tenant',
		meant: 'idx_request_logs_tenant_time',
		text: 'select * from request_logs where tenant_id = $1 order by request_time desc limit 50',
		sets: threeTenants,
	},
	{
		area: 'tenant log range',
		name: 'get_tenant_usage_summary, last day',
		meant: 'idx_request_logs_tenant_time',
		text: 'select * from get_tenant_usage_summary($1, 24)',
		sets: threeTenants,
		inside: 'function',
	},
	{
		area: 'tenant log range',
		name: 'a tenant by day and outcome, 30 days',
		meant: 'idx_tenant_utilization_composite',
		text: `
			select (request_time at time zone 'UTC')::date as day, status_code, count(*) from request_logs
			where tenant_id = $1 and (request_time at time zone 'UTC')::date >= current_date - 30
			group by 1, 2`,
		sets: threeTenants,
	},
	{
		area: 'tenant log range',
		name: 'requests of a user',
		meant: 'idx_request_logs_user_id',
		text: 'select * from request_logs where user_id = $1 order by request_time desc limit 50',
		sets: threeUsers,
	},
	{
		area: 'request routing',
		name: 'how the servers did on a path, all time',
		meant: 'idx_request_routing_composite',
		text: `
			select target_server_id, count(*), avg(duration_ms) from request_logs
			where path = $1 and method = $2 and status_code < 400
			group by target_server_id order by 3 limit 10`,
		sets: () => [
			['/v1/tools/list', 'POST'],
			['/v1/search', 'GET'],
			['/v1/search/35', 'POST'],
		],
	},
	{
		area: 'request routing',
		name: 'how the servers did on a path, last hour',
		meant: 'idx_request_routing_composite',
		text: `
			select target_server_id, count(*), avg(duration_ms) from request_logs
			where path = $1 and method = $2 and status_code < 400 and request_time > now() - interval '1 hour'
			group by target_server_id order by 3 limit 10`,
		sets: () => [
			['/v1/tools/list', 'POST'],
			['/v1/search', 'GET'],
			['/v1/search/35', 'POST'],
		],
	},
	{
		area: 'request routing',
		name: 'how a server did, all time',
		meant: 'idx_request_logs_server_performance',
		text: `
			select count(*), count(*) filter (where status_code >= 400), avg(duration_ms) from request_logs
			where target_server_id = $1`,
		sets: threeServers,
	},
	{
		area: 'request routing',
		name: 'what an address asked for',
		meant: 'idx_request_logs_ip_path',
		text: 'select path, count(*) from request_logs where client_ip = $1 and path like $2 group by path',
		sets: () => [
			['10.0.0.1', '%'],
			['10.0.39.16', '/v1/tools/%'],
			['10.0.78.31', '/v1/search'],
		],
	},
	{
		area: 'upkeep and dashboards',
		name: 'get_request_performance_summary, last day',
		meant: 'idx_request_logs_time_brin',
		text: 'select * from get_request_performance_summary($1)',
		sets: () => [[1], [24]],
	},
	{
		area: 'upkeep and dashboards',
		name: 'performance_monitoring',
		meant: 'idx_request_logs_time_brin',
		text: 'select * from performance_monitoring',
		sets: () => [[]],
	},
	{
		area: 'upkeep and dashboards',
		name: 'get_server_health_summary',
		text: 'select * from get_server_health_summary()',
		sets: () => [[]],
	},
	{
		area: 'upkeep and dashboards',
		name: 'the latest measurements of a server',
		meant: 'idx_server_metrics_server_time',
		text: 'select * from server_metrics where server_id = $1 order by recorded_at desc limit 100',
		sets: threeServers,
	},
	{
		area: 'upkeep and dashboards',
		name: 'slow measurements',
		meant: 'idx_server_metrics_performance',
		text: 'select * from server_metrics where avg_response_time > $1 and success_rate < $2',
		sets: () => [
			[500, 99],
			[1500, 90],
		],
	},
];
