import type {Missing} from '../../source/domain/registry/missing.ts';
import {packReason} from '../../source/migrations/pack/words.ts';
import {now} from './fixtures-sections.ts';

export const missing: Missing = {
	checkedAt: new Date(now.getTime() - 40_000),
	rows: [
		{
			kind: 'index',
			name: 'idx_servers_discovery_composite',
			table: 'mcp_servers',
			tableBytes: 12_582_912,
			lock: 'SHARE UPDATE EXCLUSIVE',
			state: 'missing',
			note: null,
		},
		{
			kind: 'column',
			name: 'request_logs.client_ip',
			table: 'request_logs',
			tableBytes: null,
			lock: 'ACCESS EXCLUSIVE',
			state: 'missing',
			note: null,
		},
		{
			kind: 'function',
			name: 'get_server_health_summary()',
			table: null,
			tableBytes: null,
			lock: null,
			state: 'different',
			note: packReason('other-body'),
		},
	],
};
