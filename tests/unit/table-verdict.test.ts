import {describe, expect, it} from 'vitest';
import {btreeShrink, heapShrink, measurePlanOf} from '../../source/domain/tables/measurement.ts';
import {evidenceOf, isMostlyToast, tableVerdict} from '../../source/domain/tables/verdict.ts';
import {bloatUnknown, obstacle, reusableUnknown} from '../../source/domain/tables/words.ts';
import {nextBatch} from '../../source/sampler/tables/free-space-walk.ts';

const mb = 1024 * 1024;
const table = {
	liveTuples: 1_000_000,
	deadTuples: 0,
	deadRatio: 0,
	heapBytes: 1000 * mb,
	toastBytes: 0,
	locked: false,
	absent: false,
	bloatLowBytes: 0,
	bloatHighBytes: 0,
	bloatUnknown: null,
	reusableBytes: null,
	reusableAt: null,
} as const;

describe('the verdict of a table', () => {
	it.each([
		['nothing', {}, 'ok', []],
		[
			'a fifth of the rows dead',
			{deadTuples: 250_000, deadRatio: 0.2},
			'dead-tuples',
			[/^20\.0 % dead rows \(250,000\)$/],
		],
		['few dead rows', {deadTuples: 999, deadRatio: 0.9}, 'ok', []],
		[
			'much to give back',
			{bloatLowBytes: 400 * mb, bloatHighBytes: 500 * mb},
			'bloated',
			[/at least 400 MB of 1000 MB/],
		],
		['a high end that padding explains', {bloatLowBytes: 0, bloatHighBytes: 900 * mb}, 'ok', []],
		['a share below the threshold', {bloatLowBytes: 399 * mb}, 'ok', []],
		['a small table', {heapBytes: 10 * mb, bloatLowBytes: 9 * mb}, 'ok', []],
		['TOAST', {toastBytes: 2000 * mb}, 'ok', [/^n\/a: bloat of its TOAST table/]],
		[
			'no statistics',
			{bloatLowBytes: null, bloatUnknown: bloatUnknown('never-analyzed')},
			'ok',
			[/n\/a: .*never analyzed/],
		],
		[
			'nothing known',
			{
				bloatLowBytes: null,
				bloatUnknown: bloatUnknown('never-analyzed'),
				liveTuples: null,
				deadTuples: null,
				deadRatio: null,
			},
			'unknown',
			[/^n\/a: dead rows, not counted/, /^n\/a: bloat: never analyzed/],
		],
		['a lock', {locked: true, heapBytes: null}, 'ok', [/locked ACCESS EXCLUSIVE/]],
		['a standby', {absent: true, heapBytes: null}, 'ok', [/unlogged, not on a standby/]],
	] as const)('judges %s', (_what, change, verdict, reasons) => {
		const found = tableVerdict({...table, ...change} as never);
		expect(found.verdict).toBe(verdict);
		expect(found.reasons).toHaveLength(reasons.length);
		for (const [index, reason] of reasons.entries()) expect(found.reasons[index]?.text).toMatch(reason);
	});

	it('keeps the three figures apart, each with its method, and its age or why it is unknown', () => {
		const at = new Date();
		const ages = {
			sampledAt: at,
			bloatSampledAt: at,
			reusableUnknown: reusableUnknown('extension-missing'),
		};
		const found = evidenceOf({...table, toastBytes: 2000 * mb}, ages);
		expect(found.map(({figure, method}) => [figure, method])).toEqual([
			['dead', 'counters'],
			['reusable', 'free-space-map'],
			['bloat', 'planner-statistics'],
		]);
		expect(found[1]).toMatchObject({lowBytes: null, unknown: ages.reusableUnknown, at: null});
		expect(found[2]).toMatchObject({
			lowBytes: 0,
			highBytes: 0,
			unknown: {code: 'toast-unknown'},
			at,
		});
	});

	it('ignores a TOAST table of a few pages', () => {
		expect(isMostlyToast({heapBytes: 8192, toastBytes: 16_384})).toBe(false);
		expect(isMostlyToast({heapBytes: mb, toastBytes: 3 * mb})).toBe(true);
		expect(isMostlyToast({heapBytes: mb, toastBytes: null})).toBe(false);
	});
});

describe('measured shrink', () => {
	const measured = {
		bytes: 8192 * 100,
		tuples: 0,
		liveBytes: 0,
		deadTuples: 0,
		deadBytes: 0,
		freeBytes: 0,
		scannedShare: 1,
	};
	it.each([
		['an empty table returns everything', {}, 100, 8192 * 100, 8192 * 100],
		['no page, no bytes', {bytes: 0}, 100, 0, 0],
		['full pages return nothing', {tuples: 22_600, liveBytes: 22_600 * 32}, 100, 0, 0],
		['half of the rows', {tuples: 11_300, liveBytes: 11_300 * 32}, 100, 8192 * 50, 8192 * 50],
		['half of the rows of a fillfactor of 50', {tuples: 11_300, liveBytes: 11_300 * 32}, 50, 0, 8192],
		[
			'five wide rows per page, where six would fit by bytes alone',
			{tuples: 500, liveBytes: 500 * 1536},
			100,
			0,
			8192 * 5,
		],
	])('%s', (_what, change, fillfactor, low, high) => {
		const found = heapShrink({...measured, ...change}, 8192, fillfactor);
		expect(found.lowBytes).toBeLessThanOrEqual(found.highBytes);
		expect(Math.abs(found.lowBytes - low)).toBeLessThanOrEqual(8192);
		expect(Math.abs(found.highBytes - high)).toBeLessThanOrEqual(8192);
	});

	it.each([
		[0.9, 0, 0, 0],
		[0.45, 0, 0, 500 * 8192],
		[0.95, 0, 0, 0],
		[0.9, 10, 20, 30 * 8192],
		[null, 0, 0, 1000 * 8192],
	])(
		'for a btree with fill %d, %d empty and %d deleted pages: %d',
		(density, emptyPages, deletedPages, bytes) => {
			const btree = {bytes: 0, leafPages: 1000, emptyPages, deletedPages, density, fragmentation: null};
			expect(btreeShrink(btree, 8192, 90)).toBe(bytes);
		},
	);

	it('has no plan for a relation that no longer exists', () => {
		expect(measurePlanOf([], [], 'anna')).toEqual({obstacle: obstacle('gone'), help: null});
	});
});

it('reads free space maps of tables never read first, large before small, without locked ones', () => {
	const of = (oid: number, megabytes: number, locked = false) => ({oid, heapBytes: megabytes * mb, locked});
	const tables = [of(1, 1), of(2, 100_000), of(3, 5, true), of(4, 10), of(5, 0)];
	expect(nextBatch(tables, new Map())).toEqual([2, 4, 1]);
	expect(
		nextBatch(
			tables,
			new Map([
				[2, 10],
				[4, 5],
			]),
		),
	).toEqual([1, 4, 2]);
	const many = Array.from({length: 100}, (_unused, index) => of(index, 1000));
	expect(nextBatch(many, new Map())).toHaveLength(9);
});
