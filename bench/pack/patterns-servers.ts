import type {Pattern} from './patterns.ts';
import {idOf, type Sizes} from './sizes.ts';

/** The largest tenant, one in the middle and the smallest. */
export const threeTenants = ({tenants}: Sizes) =>
	[1, Math.ceil(tenants / 2), tenants].map(n => [idOf('tenant', n)]);
/** A busy server, one in the middle and one that is hardly called. */
export const threeServers = ({servers}: Sizes) =>
	[1, Math.ceil(servers / 2), servers].map(n => [idOf('server', n)]);

export const serverPatterns: readonly Pattern[] = [
	{
		area: 'server discovery',
		name: 'by state and transport',
		meant: 'idx_servers_discovery_composite',
		text: 'select * from mcp_servers where health_status = $1 and transport_type = $2',
		sets: () => [
			['healthy', 'http'],
			['healthy', 'websocket'],
			['degraded', 'sse'],
		],
	},
	{
		area: 'server discovery',
		name: 'by state and transport, the ten fastest',
		meant: 'idx_servers_discovery_composite',
		text: `
			select * from mcp_servers where health_status = $1 and transport_type = $2
			order by avg_response_time limit 10`,
		sets: () => [
			['healthy', 'http'],
			['healthy', 'websocket'],
			['degraded', 'sse'],
		],
	},
	{
		area: 'server discovery',
		name: "a tenant's servers by state",
		meant: 'idx_mcp_servers_tenant_status',
		text: "select * from mcp_servers where tenant_id = $1 and health_status = 'healthy'",
		sets: threeTenants,
	},
	{
		area: 'server discovery',
		name: 'by address and transport',
		meant: 'idx_mcp_servers_endpoint_transport',
		text: 'select * from mcp_servers where endpoint_url = $1 and transport_type = $2',
		sets: ({servers}) => [1, servers, servers + 1].map(n => [`https://s${n}.mcp.example.com/v1`, 'http']),
	},
	{
		area: 'server discovery',
		name: 'due for a health check',
		meant: 'idx_mcp_servers_health_check_time',
		text: 'select id, endpoint_url from mcp_servers where last_health_check < now() - $1::interval',
		sets: () => [['5 minutes'], ['15 minutes'], ['19 minutes']],
	},
	{
		area: 'server discovery',
		name: 'slow and failing',
		meant: 'idx_mcp_servers_performance',
		text: 'select * from mcp_servers where avg_response_time > $1 and success_rate < $2',
		sets: () => [
			[1000, 90],
			[3000, 60],
			[4500, 40],
		],
	},
	{
		area: 'server discovery',
		name: 'that offer all of several tools',
		meant: 'idx_server_tools_name_server',
		text: `
			select * from mcp_servers where health_status = 'healthy' and id in (
				select server_id from server_tools where name = any ($1::text[])
				group by server_id having count(distinct name) = cardinality($1::text[])
			)`,
		sets: () => [['{list_files,search}'], ['{deploy,scan_receipt}'], ['{deploy,search,translate}']],
	},
	{
		area: 'server discovery',
		name: 'that offer a resource like this',
		text: `
			select * from mcp_servers
			where id in (select server_id from server_resources where uri_template like $1)`,
		sets: ({servers}) => [['%reports%'], [`%s${servers}/%`], ['%nothing%']],
	},
	{
		area: 'server discovery',
		name: 'a resource of a server',
		meant: 'idx_server_resources_uri_server',
		text: 'select * from server_resources where uri_template = $1 and server_id = $2',
		sets: ({servers}) =>
			[1, Math.ceil(servers / 2), servers].map(n => [`res://s${n}/tables/{id}`, idOf('server', n)]),
	},
	{
		area: 'server discovery',
		name: 'resources of a kind',
		meant: 'idx_server_resources_mime_type',
		text: 'select * from server_resources where mime_type = $1',
		sets: () => [['application/json'], ['text/markdown'], ['image/svg+xml']],
	},
	{
		area: 'tool discovery',
		name: 'a tool on healthy servers',
		meant: 'idx_server_tools_name_server',
		text: `
			select st.*, ms.name from server_tools st
			join mcp_servers ms on st.server_id = ms.id
			where st.name = $1 and ms.health_status = 'healthy'`,
		sets: () => [['list_files'], ['translate'], ['deploy']],
	},
	{
		area: 'tool discovery',
		name: 'a tool of a server',
		meant: 'idx_server_tools_name_server',
		text: 'select * from server_tools where name = $1 and server_id = $2',
		sets: ({servers}) => [
			['list_files', idOf('server', 1)],
			['translate', idOf('server', Math.ceil(servers / 2))],
			['deploy', idOf('server', servers)],
		],
	},
	{
		area: 'tool discovery',
		name: 'where a tool works best',
		meant: 'idx_tools_discovery_performance',
		text: `
			select server_id, success_count, avg_execution_time from server_tools
			where name = $1 and total_calls > 0
			order by success_count desc, avg_execution_time limit 10`,
		sets: () => [['list_files'], ['translate'], ['deploy']],
	},
	{
		area: 'tool discovery',
		name: 'the most used tools',
		meant: 'idx_server_tools_usage_stats',
		text: `
			select name, total_calls, success_count from server_tools
			where total_calls > 0 order by total_calls desc limit $1`,
		sets: () => [[20], [200]],
	},
	{
		area: 'tool discovery',
		name: 'all tools of a server',
		meant: 'idx_server_tools_server_id',
		text: 'select * from server_tools where server_id = $1',
		sets: threeServers,
	},
];
