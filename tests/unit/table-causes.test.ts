import {describe, expect, it} from 'vitest';
import type {IndexRow} from '../../source/domain/indexes/schema.ts';
import {shownValue} from '../../source/domain/snapshot/section.ts';
import {type Around, aroundOf, causesOf} from '../../source/domain/tables/causes.ts';
import type {TableStatus} from '../../source/domain/tables/schema.ts';
import type {TableTrend} from '../../source/domain/tables/trend.ts';
import {bloatUnknown, reason, trendUnknown} from '../../source/domain/tables/words.ts';
import {autovacuumChecks} from '../../source/domain/vacuum/autovacuum.ts';
import type {HorizonHolder} from '../../source/queries/vacuum/horizon.ts';
import {liveOf} from '../helpers/fixtures.ts';
import {indexRow, tables} from '../helpers/fixtures-relations.ts';
import {ago, day, now} from '../helpers/fixtures-sections.ts';
import {autovacuumSettings, vacuum, vacuumRelation} from '../helpers/fixtures-vacuum.ts';

const mb = 1024 * 1024;
const [first] = tables.rows;
const [session] = shownValue(vacuum.horizon)?.value.holders ?? [];
if (!first || !session) throw new Error('no fixtures');

/** A table without problems. */
const calm: TableStatus = {
	...first,
	...{verdict: 'ok', reasons: [], deadTuples: 0, deadRatio: 0, heapBytes: 1000 * mb},
	...{bloatLowBytes: 0, bloatHighBytes: 0, bloatUnknown: null, reusableBytes: 0},
	...{lastVacuum: null, lastAutovacuum: ago(7200), trend: null, trendUnknown: trendUnknown('too-recent')},
};
const dead: Partial<TableStatus> = {
	...{verdict: 'dead-tuples', deadRatio: 0.31, deadTuples: 4_500_000},
	reasons: [reason('dead-tuples', {deadRatio: 0.31, deadTuples: 4_500_000})],
};
const free = {reusableBytes: 500 * mb, bloatLowBytes: 450 * mb, bloatHighBytes: 600 * mb} as const;
const trend = (state: TableTrend['state'], rowsNow: number) => ({
	trend: {
		...{state, since: ago(30 * day), rowsThen: 1000, rowsMost: 2000, rowsNow},
		...{bytesThen: 1, bytesNow: 1},
	},
	trendUnknown: null,
});
const relation = (change: Parameters<typeof vacuumRelation>[1] = {}) => {
	const found = vacuumRelation('request_logs', change);
	return {...found, checks: autovacuumChecks(found, autovacuumSettings), dueSince: null, heldBy: null};
};
const quiet: Around = {
	...{holders: [], hidden: [], relations: [], vacuumedBy: null, indexes: [], now},
};
const holder = (change: Partial<HorizonHolder> = {}): HorizonHolder => ({...session, ...change});
const grown = (times: number, change: Partial<IndexRow> = {}) =>
	indexRow(7, 'idx_grown', {
		bloat: {
			...{lowBytes: 30 * mb, highBytes: 40 * mb, bytesPerRow: 20 * times, bestBytesPerRow: 20},
			bestAt: ago(day),
		},
		...change,
	});
const found = (table: Partial<TableStatus> = {}, around: Partial<Around> = {}) =>
	causesOf({...calm, ...table}, {...quiet, ...around});

describe('the causes found for a table', () => {
	it.each([
		[
			'dead rows',
			dead,
			{},
			'vacuum',
			/^31\.0 % dead rows \(4,500,000\)\. VACUUM makes their space reusable$/,
		],
		[
			'dead rows that autovacuum counts',
			{},
			{relations: [relation({deadTuples: 50_000})]},
			'vacuum',
			/^50,000 dead rows \(threshold 20,050\)\. VACUUM/,
		],
		[
			'dead rows of its TOAST',
			{},
			{relations: [relation(), relation({oid: 9, toast: true, deadTuples: 50_000})]},
			'vacuum',
			/\(threshold 20,050\) in its TOAST table\. VACUUM/,
		],
		[
			'dead rows held since before the last VACUUM',
			dead,
			{holders: [holder()]},
			'end-holders',
			/could not remove them\. These hold back the xmin horizon: session 4242 \(anna, psql\), transaction open for 3 h/,
		],
		[
			'dead rows held since after the last VACUUM',
			dead,
			{holders: [holder({since: ago(600)})]},
			'vacuum',
			/except for rows that died after these began: session 4242/,
		],
		[
			'dead rows of a table that was never vacuumed',
			{...dead, lastAutovacuum: null},
			{holders: [holder()]},
			'vacuum',
			/except for rows/,
		],
		[
			'dead rows beside a standby that keeps up',
			dead,
			{holders: [holder({kind: 'standby-feedback', since: null, age: 12})]},
			'vacuum',
			/except for rows that died after these began: feedback of standby/,
		],
		[
			'dead rows held by a slot',
			dead,
			{holders: [holder({kind: 'physical-slot', name: 'old', since: null, active: false})]},
			'end-holders',
			/hold back the xmin horizon: replication slot old, inactive/,
		],
		[
			'dead rows with an unread horizon',
			dead,
			{holders: undefined},
			'vacuum',
			/n\/a: the xmin horizon, not read yet$/,
		],
		[
			'dead rows with hidden holders',
			dead,
			{hidden: ['standby-feedback']},
			'vacuum',
			/n\/a: the feedback of standbys, which may hold back the xmin horizon$/,
		],
		['dead rows that are being removed', dead, {vacuumedBy: 77}, 'none', /Process 77 is vacuuming it/],
		[
			'age',
			{},
			{relations: [relation({xidAge: 210_000_000})]},
			'vacuum-freeze',
			/^210,000,000 transactions old \(threshold 200,000,000\)\. VACUUM \(FREEZE\) resets its age$/,
		],
		[
			'age held back by an older holder',
			{},
			{relations: [relation({xidAge: 2.1e8})], holders: [holder({age: 205_000_000})]},
			'end-holders',
			/cannot reset its age until these release the xmin horizon: session 4242/,
		],
		[
			'age with a younger holder',
			{},
			{relations: [relation({xidAge: 2.1e8})], holders: [holder()]},
			'vacuum-freeze',
			/./,
		],
		['multixacts', {}, {relations: [relation({mxidAge: 5e8})]}, 'vacuum-freeze', /multixacts old/],
		[
			'an index at twice its best size',
			{},
			{indexes: [grown(2)]},
			'reindex',
			/^idx_grown uses 2\.0 times the space per row .*\. A rebuild returns at least 30\.0 MB/,
		],
		[
			'free space in a growing table',
			{...free, ...trend('growing', 1500)},
			{},
			'none',
			/is growing and reuses it: 1,000 rows .*, 1,500 now$/,
		],
		[
			'free space in a varying table',
			{...free, ...trend('varying', 1500)},
			{},
			'none',
			/then up to 2,000 again/,
		],
		[
			'free space in a steady table',
			{...free, ...trend('steady', 1000)},
			{},
			'none',
			/updates use that space/,
		],
		[
			'free space in a shrinking table',
			{...free, ...trend('shrinking', 300)},
			{},
			'repack',
			/^450 MB of 1000 MB are free by the free space map and planner statistics\. The table is shrinking .*: 1,000 rows .*, 300 now\..*with partitions/,
		],
		[
			'free space in a shrinking partition',
			{...free, ...trend('shrinking', 300), partition: true},
			{},
			'repack',
			/better dropped/,
		],
		[
			'free space without a known trend',
			free,
			{},
			'none',
			/n\/a: whether the table grows into it: observed for less than a day/,
		],
		[
			'free space by the free space map alone',
			{
				...free,
				bloatUnknown: bloatUnknown('statistics-unreadable'),
				bloatLowBytes: null,
				...trend('shrinking', 300),
			},
			{},
			'repack',
			/500 MB .* by the free space map, which includes what a fillfactor reserves/,
		],
		[
			'free space by statistics alone',
			{...free, reusableBytes: null, ...trend('shrinking', 300)},
			{},
			'repack',
			/450 MB .* by planner statistics/,
		],
	] as const)('%s', (_what, table, around, action, reason) => {
		const causes = found(table as Partial<TableStatus>, around as Partial<Around>);
		expect(causes).toHaveLength(1);
		expect(causes[0]).toMatchObject({action, reason: {text: expect.stringMatching(reason)}});
	});

	it.each([
		['a calm table', {}, {}],
		[
			'counts older than the last VACUUM',
			{lastVacuum: ago(5)},
			{relations: [relation({deadTuples: 50_000, xidAge: 2.1e8})]},
		],
		['few dead rows', {}, {relations: [relation({deadTuples: 900, rowsEstimate: 100})]}],
		['a fillfactor', {reusableBytes: 500 * mb}, {}],
		['little free space', {...free, reusableBytes: 90 * mb}, {}],
		['a small share of free space', {...free, heapBytes: 10_000 * mb}, {}],
		['a lock', {...free, heapBytes: null, locked: true}, {}],
		['an index a bit beyond its best', {}, {indexes: [grown(1.9)]}],
		['a small index', {}, {indexes: [grown(9, {sizeBytes: 9 * mb})]}],
		[
			'an exclusion constraint, which REINDEX CONCURRENTLY refuses',
			{},
			{indexes: [grown(9, {exclusion: true})]},
		],
		['an index that is being built', {}, {indexes: [grown(9, {building: true})]}],
		['an index without a best', {}, {indexes: [grown(9, {bloat: null})]}],
	] as const)('is none for %s', (_what, table, around) => {
		expect(found(table as Partial<TableStatus>, around as Partial<Around>)).toEqual([]);
	});

	it('do not count dead rows as free space if only statistics are known', () => {
		const causes = found({...dead, ...free, reusableBytes: null, ...trend('shrinking', 300)});
		expect(causes.map(({cause}) => cause)).toEqual(['dead-tuples']);
	});

	it('are sorted with the most urgent first', () => {
		const causes = found(
			{...dead, ...free, ...trend('shrinking', 300)},
			{relations: [relation({xidAge: 2.1e8})], indexes: [grown(3), grown(4)]},
		);
		expect(causes.map(({cause}) => cause)).toEqual(['age', 'dead-tuples', 'bloated-indexes', 'free-space']);
		expect(causes[2]).toMatchObject({
			reason: {text: expect.stringMatching(/4\.0 times .*; 1 more index at least twice/)},
			indexes: [{oid: 7}, {oid: 7}],
		});
	});
});

describe('the facts around a table', () => {
	it('come from the other sections of the same sample', () => {
		const {sections} = liveOf().snapshot;
		const around = aroundOf(sections, 201, now);
		expect(around.holders?.map(({pid}) => pid)).toEqual([4242]);
		expect(around.relations.map(({name}) => name)).toEqual(['request_logs']);
		expect(around.vacuumedBy).toBeNull();
		expect(aroundOf(sections, 203, now).vacuumedBy).toBe(5151);
		expect(aroundOf(sections, 298, now).relations.map(({toast}) => toast)).toEqual([true]);
		expect(aroundOf(sections, 1, now).indexes.length).toBeGreaterThan(3);
	});

	it('are unknown, not empty, before they are read', () => {
		const pending = {vacuum: {status: 'pending'}, indexes: {status: 'pending'}} as const;
		expect(aroundOf(pending, 201, now)).toMatchObject({holders: undefined, relations: [], indexes: []});
	});
});
