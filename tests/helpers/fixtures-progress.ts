import type {Progress} from '../../source/domain/progress/schema.ts';
import {workOf} from '../../source/domain/progress/share.ts';
import type {ProgressFacts} from '../../source/queries/progress/progress.ts';
import {ago} from './fixtures-sections.ts';

const row = (kind: string, pid: number, facts: ProgressFacts['facts'], change: Partial<ProgressFacts> = {}) =>
	workOf({
		kind,
		pid,
		database: 'registry',
		relation: 'request_logs',
		relationId: 201,
		index: null,
		user: 'dba',
		backend: 'client backend',
		startedAt: ago(754),
		waits: null,
		query: 'a statement',
		facts: {pid, datname: 'registry', ...facts},
		...change,
	});

export const progress: Progress = {
	kinds: ['analyze', 'basebackup', 'cluster', 'copy', 'create_index', 'vacuum'],
	rows: [
		row(
			'vacuum',
			6001,
			{phase: 'scanning heap', heap_blks_total: 200_000, heap_blks_scanned: 50_000},
			{user: null, backend: 'autovacuum worker'},
		),
		row(
			'create_index',
			6002,
			{
				command: 'CREATE INDEX CONCURRENTLY',
				phase: 'waiting for writers before build',
				lockers_total: 3,
				lockers_done: 1,
			},
			{index: 'idx_new', waits: 'Lock: virtualxid'},
		),
		row(
			'copy',
			6003,
			{command: 'COPY FROM', type: 'PIPE', bytes_processed: 5_242_880, bytes_total: 0},
			{relation: 'tenants'},
		),
		row(
			'copy',
			6004,
			{relid: null, bytes_processed: null},
			{relation: null, relationId: null, user: null, backend: null, startedAt: null, query: null},
		),
	],
};
