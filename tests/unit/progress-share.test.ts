import {expect, it} from 'vitest';
import {progressShare, workOf} from '../../source/domain/progress/share.ts';

it.each([
	[
		'vacuum',
		{phase: 'scanning heap', heap_blks_scanned: 25, heap_blks_vacuumed: 0, heap_blks_total: 100},
		0.25,
		'blocks',
	],
	[
		'vacuum',
		{phase: 'vacuuming heap', heap_blks_scanned: 100, heap_blks_vacuumed: 40, heap_blks_total: 100},
		0.4,
		'blocks',
	],
	[
		'vacuum',
		{phase: 'vacuuming indexes', indexes_processed: 1, indexes_total: 4, heap_blks_total: 9},
		0.25,
		'indexes',
	],
	[
		'vacuum',
		{phase: 'vacuuming indexes', index_vacuum_count: 1, heap_blks_total: 9, heap_blks_scanned: 9},
		null,
		null,
	],
	['vacuum', {phase: 'truncating heap', heap_blks_scanned: 9, heap_blks_total: 9}, null, null],
	['analyze', {phase: 'acquiring sample rows', sample_blks_scanned: 3, sample_blks_total: 30}, 0.1, 'blocks'],
	['analyze', {phase: 'computing statistics', sample_blks_scanned: 30, sample_blks_total: 30}, null, null],
	[
		'create_index',
		{phase: 'building index: scanning table', blocks_done: 1, blocks_total: 8, tuples_total: 0},
		0.125,
		'blocks',
	],
	[
		'create_index',
		{
			phase: 'building index: loading tuples in tree',
			blocks_done: 0,
			blocks_total: 0,
			tuples_done: 5,
			tuples_total: 10,
		},
		0.5,
		'tuples',
	],
	[
		'create_index',
		{phase: 'waiting for old snapshots', lockers_done: 0, lockers_total: 2, blocks_done: 8, blocks_total: 8},
		0,
		'sessions',
	],
	['cluster', {phase: 'seq scanning heap', heap_blks_scanned: 9, heap_blks_total: 6}, 1, 'blocks'],
	['cluster', {phase: 'rebuilding index', heap_blks_scanned: 6, heap_blks_total: 6}, null, null],
	['basebackup', {phase: 'streaming database files', backup_streamed: 30, backup_total: 120}, 0.25, 'bytes'],
	['basebackup', {phase: 'streaming database files', backup_streamed: 30, backup_total: null}, null, 'bytes'],
	['copy', {bytes_processed: 10, bytes_total: 40}, 0.25, 'bytes'],
	['copy', {bytes_processed: 10, bytes_total: 0}, null, 'bytes'],
	['of_the_future', {phase: 'x', blocks_done: 1, blocks_total: 2}, 0.5, 'blocks'],
] as const)('%s %j is %s of %s', (kind, facts, share, unit) => {
	expect(progressShare(kind, facts)).toMatchObject({share, unit});
});

it('an operation with only a process ID is hidden from this role', () => {
	const row = {
		...{kind: 'vacuum', pid: 1, database: 'd', relation: null, relationId: null, index: null, user: null},
		...{backend: null, startedAt: null, waits: null, query: null},
	};
	expect(workOf({...row, facts: {pid: 1, datid: 5, datname: 'd', relid: null, phase: null}}).hidden).toBe(
		true,
	);
	expect(
		workOf({...row, facts: {pid: 1, datid: 5, datname: 'd', relid: 7, phase: 'initializing'}}).hidden,
	).toBe(false);
});
