import type {Pattern} from './patterns.ts';
import {threeUsers} from './patterns-access.ts';
import {threeTenants} from './patterns-servers.ts';

export const auditPatterns: readonly Pattern[] = [
	{
		area: 'audit range',
		name: "a tenant's trail of the last day",
		meant: 'idx_audit_logs_tenant_time',
		text: `
			select * from audit_logs
			where tenant_id = $1 and timestamp > now() - interval '24 hours'`,
		sets: threeTenants,
	},
	{
		area: 'audit range',
		name: "the latest 50 of a tenant's trail",
		meant: 'idx_audit_logs_tenant_time',
		text: 'select * from audit_logs where tenant_id = $1 order by timestamp desc limit 50',
		sets: threeTenants,
	},
	{
		area: 'audit range',
		name: 'an action on a kind of thing',
		meant: 'idx_audit_logs_action_resource',
		text: 'select * from audit_logs where action = $1 and resource_type = $2',
		sets: () => [
			['login', 'session'],
			['rotate_key', 'api_key'],
			['delete_tool', 'tool'],
		],
	},
	{
		area: 'audit range',
		name: 'what was refused to a user',
		meant: 'idx_audit_logs_user_success',
		text: 'select * from audit_logs where user_id = $1 and not success',
		sets: threeUsers,
	},
	{
		area: 'audit range',
		name: 'how often what was refused to a user',
		meant: 'idx_audit_logs_user_success',
		text: 'select success, count(*) from audit_logs where user_id = $1 group by success',
		sets: threeUsers,
	},
	{
		area: 'audit range',
		name: 'what a user did to a kind of thing',
		meant: 'idx_security_access_composite',
		text: `
			select * from audit_logs
			where user_id = $1 and action = $2 and resource_type = $3 and success order by timestamp desc limit 20`,
		sets: sizes => threeUsers(sizes).map(user => [...user, 'login', 'session']),
	},
	{
		area: 'audit range',
		name: 'MCP calls of a user',
		meant: 'idx_fastmcp_audit_user_time',
		text: 'select * from fastmcp_audit_log where user_id = $1 order by timestamp desc limit 50',
		sets: threeUsers,
	},
	{
		area: 'audit range',
		name: 'failures of an MCP method',
		meant: 'idx_fastmcp_audit_method_success',
		text: 'select * from fastmcp_audit_log where method = $1 and success = $2',
		sets: () => [
			['tools/call', false],
			['completion/complete', false],
			['tools/call', true],
		],
	},
	{
		area: 'audit range',
		name: 'slow MCP calls of a tenant',
		meant: 'idx_fastmcp_audit_tenant_performance',
		text: 'select * from fastmcp_audit_log where tenant_id = $1 and duration_ms > 200',
		sets: threeTenants,
	},
];
