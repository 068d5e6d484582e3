import {describe, expect, it} from 'vitest';
import {autovacuumChecks} from '../../source/domain/vacuum/autovacuum.ts';
import {heldBy, oldestHolder, type Surroundings} from '../../source/domain/vacuum/held.ts';
import {dueWords, horizonWords, runShare} from '../../source/domain/vacuum/row-words.ts';
import type {HorizonHolder} from '../../source/queries/vacuum/horizon.ts';
import type {VacuumRun} from '../../source/queries/vacuum/vacuum.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';
import {autovacuumSettings, vacuum, vacuumRelation} from '../helpers/fixtures-vacuum.ts';

if (vacuum.horizon.status !== 'ok' || vacuum.running.status !== 'ok') throw new Error('no fixtures');
const [session, slot] = vacuum.horizon.value.holders as [HorizonHolder, HorizonHolder];
const [run] = vacuum.running.value as [VacuumRun];

const due = vacuumRelation('t', {deadTuples: 1e6, lastAutovacuum: ago(60)});
const held = (change: Partial<Surroundings> = {}, relation = due) =>
	heldBy(relation, autovacuumChecks(relation, autovacuumSettings), {
		settings: autovacuumSettings,
		running: [],
		holders: [],
		obstacles: [],
		...change,
	});

describe('the reason why due work is not done', () => {
	it.each([
		['is unknown', {}, due, null],
		['needs due work', {holders: [session]}, {...due, deadTuples: 0}, null],
		['is a running VACUUM', {running: [{...run, oid: due.oid}]}, due, /^process 5151 is vacuuming it/],
		[
			'is a lock',
			{obstacles: [{oid: due.oid, pid: 7, mode: 'ShareUpdateExclusiveLock'}]},
			due,
			/^process 7 holds ShareUpdateExclusiveLock: autovacuum skips the table$/,
		],
		['is a holder from before the last VACUUM', {holders: [session]}, due, /session 4242 \(anna, psql\)/],
		['is not a holder from after the last VACUUM', {holders: [{...session, since: ago(30)}]}, due, null],
		[
			'is not a holder if the table was never vacuumed',
			{holders: [session]},
			{...due, lastAutovacuum: null},
			null,
		],
		['is not a slot that holds the catalogs only', {holders: [slot]}, due, null],
		[
			'is a slot that has fallen behind',
			{holders: [{...slot, catalogs: false}]},
			due,
			/^logical slot to_warehouse holds back the xmin horizon/,
		],
		[
			'is not a standby that keeps up',
			{holders: [{...slot, catalogs: false, active: true, age: 40}]},
			due,
			null,
		],
		['is not a session of another database', {holders: [{...session, here: false}]}, due, null],
		[
			'is that all workers are busy',
			{running: [1, 2, 3].map(oid => ({...run, oid}))},
			due,
			/all 3 autovacuum workers/,
		],
		[
			'does not count a manual VACUUM as a worker',
			{running: [1, 2, 3].map(oid => ({...run, oid, automatic: false}))},
			due,
			null,
		],
	] as const)('%s', (_what, change, relation, expected) => {
		const found = held(change as Partial<Surroundings>, relation);
		if (expected === null) expect(found).toBeNull();
		else expect(found?.text).toMatch(expected);
	});
});

it('picks the oldest holder that affects tables of this database', () => {
	const older = {...session, pid: 1, age: 5_000_000};
	expect(
		oldestHolder([session, older, {...slot, age: 9_000_000}, {...older, pid: 2, here: false, age: 8e6}])?.pid,
	).toBe(1);
	// A mere observer has the same snapshot.
	expect(oldestHolder([{...older, pid: 3, since: ago(1)}, older])?.pid).toBe(1);
	expect(oldestHolder([slot])).toBeUndefined();
});

describe('a description', () => {
	it('includes the identity, duration and xmin age of a holder', () => {
		expect(horizonWords(session, now)).toBe(
			'session 4242 (anna, psql), transaction open for 3 h, idle in transaction, xmin 1,234,567 transactions old',
		);
		expect(horizonWords(slot, now)).toBe(
			'logical slot to_warehouse, inactive, xmin 9,000,000 transactions old, catalogs only',
		);
		expect(horizonWords({...session, state: null, since: null}, now)).toContain('state n/a');
	});

	it.each([
		[{deadTuples: 1e6, xidAge: 3e8}, 'due: vacuum, freeze'],
		[{deadTuples: 20_000}, 'vacuum in ~51 rows'],
		[{xidAge: 199_999_999}, 'freeze in ~2 xids'],
		[{options: {autovacuum_enabled: 'off'}, xidAge: null, mxidAge: null}, 'never'],
	] as const)('%o: %s', (change, words) => {
		const relation = vacuumRelation('t', change as object);
		expect(dueWords({checks: autovacuumChecks(relation, autovacuumSettings)})).toBe(words);
	});

	it.each([
		[{phase: 'scanning heap', pages: 200, pagesScanned: 50}, 0.25],
		[{phase: 'vacuuming heap', pages: 200, pagesVacuumed: 100}, 0.5],
		[{phase: 'vacuuming indexes', indexesTotal: 4, indexesDone: 1}, 0.25],
		[{phase: 'vacuuming indexes', indexesTotal: null, indexesDone: null}, null],
		[{phase: 'scanning heap', pages: 0}, null],
		[{phase: 'truncating heap'}, null],
		[{phase: null}, null],
	] as const)('%o is %s of its phase', (change, share) => {
		expect(runShare({...run, ...change})).toBe(share);
	});
});
