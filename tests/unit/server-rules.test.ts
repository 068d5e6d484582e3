import {describe, expect, it} from 'vitest';
import type {Judged} from '../../source/domain/findings/finding.ts';
import type {Health} from '../../source/domain/snapshot/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {checksumRule, preparedRule} from '../../source/findings/databases/rules.ts';
import {deadlockRule, tempRule} from '../../source/findings/health/rules.ts';
import {invalidIndexRule} from '../../source/findings/indexes/rules.ts';
import {restartRule} from '../../source/findings/settings/rules.ts';
import {deadRule, indexUseRule} from '../../source/findings/tables/rules.ts';
import type {Minute} from '../../source/history/minutes.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {ok} from '../helpers/fixtures.ts';
import {databases, oneDatabase} from '../helpers/fixtures-databases.ts';
import {indexes, indexRow, tables} from '../helpers/fixtures-relations.ts';
import {ago, health, now} from '../helpers/fixtures-sections.ts';
import {settings} from '../helpers/fixtures-settings.ts';
import {statements} from '../helpers/fixtures-statements.ts';

const brief = ({rows}: Judged) => rows.map(({severity, title}) => `${severity}: ${title}`);

describe('a prepared transaction', () => {
	const of = (seconds: number, database = 'registry') => {
		const prepared = databases.prepared.map(one => ({...one, preparedAt: ago(seconds), database}));
		return preparedRule({...emptySections, databases: ok({...databases, prepared})}, now, defaultThresholds);
	};
	it.each([
		[299.999, []],
		[300, ['warning: prepared transaction order-4711 in registry open for 5 min']],
	])('is judged at %d seconds', (seconds, expected) => {
		expect(brief(of(seconds))).toEqual(expected);
	});

	it('leads to its database if listed', () => {
		expect([of(300), of(300, 'gone')].map(({rows}) => rows[0]?.row)).toEqual(['16384', null]);
	});
});

describe('checksums', () => {
	const of = (value: typeof databases) => checksumRule({...emptySections, databases: ok(value)});
	it('are reported by database and for the shared catalogs', () => {
		const [, old, shared] = databases.rows as [
			unknown,
			(typeof databases)['rows'][number],
			(typeof databases)['rows'][number],
		];
		const one = {...old.counted, total: {...old.counted.total, checksumFailures: 1}};
		expect(brief(of({...databases, rows: [old, {...shared, counted: one}]}))).toEqual([
			'critical: 3 checksum failures in old',
			'critical: 1 checksum failure in the shared catalogs',
		]);
	});

	it('are ignored if not counted', () => {
		expect(of(oneDatabase).rows).toEqual([]);
	});
});

describe('an invalid index', () => {
	it.each([
		['being built', {valid: false, building: true}, []],
		['left behind', {valid: false}, ['warning: invalid index public.i on request_logs']],
		[
			'on a partitioned table',
			{valid: false, partitioned: true},
			['info: invalid index public.i on request_logs: a partition has no index'],
		],
		['valid', {}, []],
	])('%s', (_what, change, expected) => {
		const value = {...indexes, rows: [indexRow(1, 'i', change)]};
		expect(brief(invalidIndexRule({...emptySections, indexes: ok(value)}))).toEqual(expected);
	});
});

it.each([
	[0, []],
	[1, ['info: 1 server parameter pending restart: archive_command']],
	[2, ['info: 2 server parameters pending restart: archive_command, max_connections']],
])('%d parameters pending restart', (many, expected) => {
	const rows = settings.rows.map((row, index) => ({...row, pendingRestart: index < many}));
	expect(brief(restartRule({...emptySections, settings: ok({...settings, rows})}))).toEqual(expected);
});

const rates: NonNullable<Health['rates']> = {
	...{overMs: 2000, transactions: 100, rollbacks: 0, cacheHit: 1, blocksHit: 1, blocksRead: 0},
	...{deadlocks: 0, tempBytes: 0},
};
const withRates = (change: Partial<typeof rates> | null) => ({
	...emptySections,
	health: ok({...health, rates: change === null ? null : {...rates, ...change}}),
});
const minute = (minutesAgo: number, change: Partial<Minute>): Minute => ({
	...{startedAt: ago(minutesAgo * 60), samples: 30, transactions: 100, rollbacks: 0},
	...{blocksHit: 1, blocksRead: 0},
	...{sizeBytes: 1e9, deadlocks: 0, tempPeak: 0, ...change},
});

describe('deadlocks', () => {
	it.each([
		['none', 0, [], []],
		['one in the last sample', 0.5, [], ['1 deadlock since the previous sample']],
		[
			'two in the last minutes',
			0.5,
			[minute(9, {deadlocks: 1}), minute(0, {deadlocks: 1})],
			['2 deadlocks in the last 10 minutes'],
		],
		['one nearly ten minutes ago', 0, [minute(9.99, {deadlocks: 1})], ['1 deadlock in the last 10 minutes']],
		['one ten minutes ago', 0, [minute(10, {deadlocks: 1})], []],
	])('%s', (_what, deadlocks, minutes, expected) => {
		const {rows} = deadlockRule(withRates({deadlocks}), now, minutes);
		expect(rows.map(({title}) => title)).toEqual(expected);
	});

	it('are ignored in the first sample, which has no rates', () => {
		expect(deadlockRule(withRates(null), now, [])).toEqual({rows: [], unknown: []});
	});
});

describe('temporary files', () => {
	const most = defaultThresholds.tempBytesPerSecond;
	const judge = (tempBytes: number | null, ...minutes: Minute[]) =>
		tempRule(withRates(tempBytes === null ? null : {tempBytes}), now, minutes, defaultThresholds);
	it.each([
		['at the threshold', most, [minute(1, {tempPeak: most})], []],
		['above the threshold', most + 1, [], ['warning: temporary files: 50.0 MB/s, more than 50.0 MB/s']],
		[
			'above the threshold some minutes ago',
			0,
			[minute(4, {tempPeak: 2 * most})],
			['warning: temporary files: up to 100 MB/s in the last 5 minutes, more than 50.0 MB/s'],
		],
		['above the threshold long ago', 0, [minute(5, {tempPeak: 2 * most})], []],
		[
			'a peak without rates',
			null,
			[minute(1, {tempPeak: 2 * most})],
			['warning: temporary files: up to 100 MB/s in the last 5 minutes, more than 50.0 MB/s'],
		],
	])('%s', (_what, tempBytes, minutes, expected) => {
		expect(brief(judge(tempBytes, ...minutes))).toEqual(expected);
	});

	it('lead to the largest writer if known', () => {
		const [first] = statements.rows as [(typeof statements)['rows'][number]];
		const wrote = (id: string, tempWritten: number | null) => ({
			...first,
			id,
			text: `select\n${id}`,
			counted: {...first.counted, total: {...first.counted.total, tempWritten}},
		});
		const of = (...rows: ReturnType<typeof wrote>[]) =>
			tempRule(
				{...withRates({tempBytes: most + 1}), statements: ok({...statements, rows})},
				now,
				[],
				defaultThresholds,
			).rows[0];
		const found = of(wrote('little', 10), wrote('most', 1000), wrote('none', 0), wrote('unknown', null));
		expect(found).toMatchObject({pane: 'statements', row: 'most'});
		expect(found?.evidence?.[1]).toMatch(/^Largest writer: .*, 7\.8 MB: select most$/);
		expect(of(wrote('none', 0))).toMatchObject({pane: 'health', row: null});
	});
});

describe('tables', () => {
	const of = (change: object) => ({
		...emptySections,
		tables: ok({...tables, rows: tables.rows.slice(0, 1).map(row => ({...row, ...change}))}),
	});
	it.each([
		[0.2, 1_000_000, []],
		[0.201, 10_000, ['warning: public.request_logs: 20.1 % dead rows (10,000, threshold 20 %)']],
		[0.9, 9999, []],
		[null, 1_000_000, []],
		[0.9, null, []],
	])('with a dead ratio of %s and %s dead rows', (deadRatio, deadTuples, expected) => {
		expect(brief(deadRule(of({deadRatio, deadTuples}), defaultThresholds))).toEqual(expected);
	});

	it('with an unknown row count are not judged by their scans', () => {
		const change = {liveTuples: null, indexScans: 0, sequentialScans: 1000};
		expect(indexUseRule(of(change), defaultThresholds).rows).toEqual([]);
	});
});
