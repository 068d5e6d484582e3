import {describe, expect, it} from 'vitest';
import type {IndexRow} from '../../source/domain/indexes/schema.ts';
import {shownValue} from '../../source/domain/snapshot/section.ts';
import {type Around, aroundOf, causesOf} from '../../source/domain/tables/causes.ts';
import type {TableStatus} from '../../source/domain/tables/schema.ts';
import type {TableTrend} from '../../source/domain/tables/trend.ts';
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

/** A table with which nothing is the matter. */
const calm: TableStatus = {
	...first,
	...{verdict: 'ok', reasons: [], deadTuples: 0, deadRatio: 0, heapBytes: 1000 * mb},
	...{bloatLowBytes: 0, bloatHighBytes: 0, bloatUnknown: null, reusableBytes: 0},
	...{lastVacuum: null, lastAutovacuum: ago(7200), trend: null, trendUnknown: 'this host has not looked'},
};
const dead: Partial<TableStatus> = {
	verdict: 'dead rows',
	reasons: ['31.0 % of its rows are dead (4,500,000)'],
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
	...{holders: [], hidden: null, relations: [], vacuumedBy: null, indexes: [], now},
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

describe('what fits a table', () => {
	it.each([
		[
			'dead rows',
			dead,
			{},
			'VACUUM',
			/^31\.0 % of its rows are dead .*: VACUUM frees their room for new rows$/,
		],
		[
			'dead rows that autovacuum counts',
			{},
			{relations: [relation({deadTuples: 50_000})]},
			'VACUUM',
			/^50,000 dead rows, more than 20,050: VACUUM/,
		],
		[
			'dead rows of its TOAST',
			{},
			{relations: [relation(), relation({oid: 9, toast: true, deadTuples: 50_000})]},
			'VACUUM',
			/more than 20,050, in its TOAST: VACUUM/,
		],
		[
			'dead rows that somebody held before the last VACUUM',
			dead,
			{holders: [holder()]},
			'end who holds it back',
			/they stayed: VACUUM can't remove them before the end of session 4242 \(anna, psql\), open for 3 h/,
		],
		[
			'dead rows that somebody came to after the last VACUUM',
			dead,
			{holders: [holder({since: ago(600)})]},
			'VACUUM',
			/but for those that died after the beginning of session 4242/,
		],
		[
			'dead rows of a table that was never vacuumed',
			{...dead, lastAutovacuum: null},
			{holders: [holder()]},
			'VACUUM',
			/but for those/,
		],
		[
			'dead rows beside a standby that goes on',
			dead,
			{holders: [holder({kind: 'standby feedback', since: null, age: 12})]},
			'VACUUM',
			/but for those that died after the beginning of feedback of standby/,
		],
		[
			'dead rows that a slot holds',
			dead,
			{holders: [holder({kind: 'replication slot', name: 'old', since: null, active: false})]},
			'end who holds it back',
			/before the end of replication slot old, INACTIVE/,
		],
		[
			'dead rows, and nothing of who holds them',
			dead,
			{holders: undefined},
			'VACUUM',
			/n\/a: who holds it back/,
		],
		[
			'dead rows, and holders that are hidden',
			dead,
			{hidden: 'standbys'},
			'VACUUM',
			/n\/a: who .*: standbys$/,
		],
		[
			'dead rows that are being removed',
			dead,
			{vacuumedBy: 77},
			'nothing',
			/process 77 vacuums it right now/,
		],
		[
			'age',
			{},
			{relations: [relation({xidAge: 210_000_000})]},
			'VACUUM (FREEZE)',
			/^210,000,000 transactions old, more than 200,000,000: /,
		],
		[
			'age that somebody is as old as',
			{},
			{relations: [relation({xidAge: 2.1e8})], holders: [holder({age: 205_000_000})]},
			'end who holds it back',
			/can't make it younger before the end of session 4242/,
		],
		[
			'age, and somebody who is younger',
			{},
			{relations: [relation({xidAge: 2.1e8})], holders: [holder()]},
			'VACUUM (FREEZE)',
			/./,
		],
		['multixacts', {}, {relations: [relation({mxidAge: 5e8})]}, 'VACUUM (FREEZE)', /multixacts old/],
		[
			'an index of twice its best',
			{},
			{indexes: [grown(2)]},
			'REINDEX CONCURRENTLY',
			/^idx_grown takes 2\.0 times the room a row .*: a rebuild gives back 30\.0 MB or more/,
		],
		[
			'room of one that grows',
			{...free, ...trend('growing', 1500)},
			{},
			'nothing',
			/will be used again: it grows \(1,000 rows .*, 1,500 now\)/,
		],
		[
			'room of one that varies',
			{...free, ...trend('varying', 1500)},
			{},
			'nothing',
			/as many as 2,000 after that/,
		],
		['room of one that stays', {...free, ...trend('steady', 1000)}, {}, 'nothing', /serves its updates/],
		[
			'room of one that shrinks',
			{...free, ...trend('shrinking', 300)},
			{},
			'pg_repack',
			/^450 MB of its 1000 MB are free by the free space map and planner statistics, and it shrinks \(1,000 rows .*, 300 now\).*by partitions/,
		],
		[
			'room of a partition that shrinks',
			{...free, ...trend('shrinking', 300), partition: true},
			{},
			'pg_repack',
			/better dropped/,
		],
		[
			'room of one of which no trend is known',
			free,
			{},
			'nothing',
			/n\/a: whether it grows into them: this host has not looked/,
		],
		[
			'room by the free space map alone',
			{...free, bloatUnknown: 'statistics not readable', bloatLowBytes: null, ...trend('shrinking', 300)},
			{},
			'pg_repack',
			/500 MB .* by the free space map, part of it on purpose where its fillfactor/,
		],
		[
			'room by statistics alone',
			{...free, reusableBytes: null, ...trend('shrinking', 300)},
			{},
			'pg_repack',
			/450 MB .* by planner statistics/,
		],
	] as const)('%s', (_what, table, around, action, reason) => {
		const causes = found(table as Partial<TableStatus>, around as Partial<Around>);
		expect(causes).toHaveLength(1);
		expect(causes[0]).toMatchObject({action, reason: expect.stringMatching(reason)});
	});

	it.each([
		['a calm table', {}, {}],
		[
			'what autovacuum counted before the last VACUUM',
			{lastVacuum: ago(5)},
			{relations: [relation({deadTuples: 50_000, xidAge: 2.1e8})]},
		],
		['few dead rows', {}, {relations: [relation({deadTuples: 900, rowsEstimate: 100})]}],
		['a fillfactor', {reusableBytes: 500 * mb}, {}],
		['room that is little', {...free, reusableBytes: 90 * mb}, {}],
		['room that is a small share', {...free, heapBytes: 10_000 * mb}, {}],
		['a lock', {...free, heapBytes: null, locked: true}, {}],
		['an index a bit beyond its best', {}, {indexes: [grown(1.9)]}],
		['a small index', {}, {indexes: [grown(9, {sizeBytes: 9 * mb})]}],
		['an exclusion constraint, which can not be rebuilt so', {}, {indexes: [grown(9, {exclusion: true})]}],
		['an index that is being built', {}, {indexes: [grown(9, {building: true})]}],
		['an index without a best', {}, {indexes: [grown(9, {bloat: null})]}],
	] as const)('is nothing for %s', (_what, table, around) => {
		expect(found(table as Partial<TableStatus>, around as Partial<Around>)).toEqual([]);
	});

	it('does not call dead rows room, where only statistics tell', () => {
		const causes = found({...dead, ...free, reusableBytes: null, ...trend('shrinking', 300)});
		expect(causes.map(({cause}) => cause)).toEqual(['dead rows']);
	});

	it('is told of each cause, the most pressing first', () => {
		const causes = found(
			{...dead, ...free, ...trend('shrinking', 300)},
			{relations: [relation({xidAge: 2.1e8})], indexes: [grown(3), grown(4)]},
		);
		expect(causes.map(({cause}) => cause)).toEqual(['age', 'dead rows', 'indexes', 'free room']);
		expect(causes[2]).toMatchObject({
			reason: expect.stringMatching(/4\.0 times .*, and 1 more index twice or more/),
			indexes: [{oid: 7}, {oid: 7}],
		});
	});
});

describe('what bears on a table', () => {
	it('is read from the other sections of the same sample', () => {
		const {sections} = liveOf().snapshot;
		const around = aroundOf(sections, 201, now);
		expect(around.holders?.map(({pid}) => pid)).toEqual([4242]);
		expect(around.relations.map(({name}) => name)).toEqual(['request_logs']);
		expect(around.vacuumedBy).toBeNull();
		expect(aroundOf(sections, 203, now).vacuumedBy).toBe(5151);
		expect(aroundOf(sections, 298, now).relations.map(({toast}) => toast)).toEqual([true]);
		expect(aroundOf(sections, 1, now).indexes.length).toBeGreaterThan(3);
	});

	it('is unknown, and not nobody, where it was not read', () => {
		const pending = {vacuum: {status: 'pending'}, indexes: {status: 'pending'}} as const;
		expect(aroundOf(pending, 201, now)).toMatchObject({holders: undefined, relations: [], indexes: []});
	});
});
