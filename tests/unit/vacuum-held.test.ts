import {describe, expect, it} from 'vitest';
import {autovacuumChecks} from '../../source/domain/vacuum/autovacuum.ts';
import {heldBy, oldestHolder, type Surroundings} from '../../source/domain/vacuum/held.ts';
import {dueWords, horizonWords, runShare} from '../../source/domain/vacuum/words.ts';
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

describe('what is due and not done', () => {
	it.each([
		['nothing tells', {}, due, null],
		['nothing is due', {holders: [session]}, {...due, deadTuples: 0}, null],
		['it is under way', {running: [{...run, oid: due.oid}]}, due, /being vacuumed now by process 5151/],
		[
			'a lock keeps autovacuum off',
			{obstacles: [{oid: due.oid, pid: 7, mode: 'ShareUpdateExclusiveLock'}]},
			due,
			/ShareUpdateExclusiveLock of process 7/,
		],
		['one before the last vacuum is still there', {holders: [session]}, due, /session 4242 \(anna, psql\)/],
		['one came after the last vacuum', {holders: [{...session, since: ago(30)}]}, due, null],
		['one is there, and it was never vacuumed', {holders: [session]}, {...due, lastAutovacuum: null}, null],
		['a slot holds the catalogs alone', {holders: [slot]}, due, null],
		[
			'a slot has fallen behind',
			{holders: [{...slot, catalogs: false}]},
			due,
			/logical slot to_warehouse: it was vacuumed/,
		],
		[
			'a standby goes on, with feedback',
			{holders: [{...slot, catalogs: false, active: true, age: 40}]},
			due,
			null,
		],
		['one of another database', {holders: [{...session, here: false}]}, due, null],
		['all workers are busy', {running: [1, 2, 3].map(oid => ({...run, oid}))}, due, /all 3 workers/],
		[
			'a VACUUM by hand is no worker',
			{running: [1, 2, 3].map(oid => ({...run, oid, automatic: false}))},
			due,
			null,
		],
	] as const)('because %s', (_what, change, relation, expected) => {
		const found = held(change as Partial<Surroundings>, relation);
		if (expected === null) expect(found).toBeNull();
		else expect(found).toMatch(expected);
	});
});

it('the oldest holder is the one that reaches back the furthest, of those that hold the tables here', () => {
	const older = {...session, pid: 1, age: 5_000_000};
	expect(
		oldestHolder([session, older, {...slot, age: 9_000_000}, {...older, pid: 2, here: false, age: 8e6}])?.pid,
	).toBe(1);
	// Who only looks on has the same snapshot.
	expect(oldestHolder([{...older, pid: 3, since: ago(1)}, older])?.pid).toBe(1);
	expect(oldestHolder([slot])).toBeUndefined();
});

describe('words', () => {
	it('of a holder say what it is, how old and how far it reaches', () => {
		expect(horizonWords(session, now)).toBe(
			'session 4242 (anna, psql), open for 3 h, idle in transaction, 1,234,567 transactions behind',
		);
		expect(horizonWords(slot, now)).toBe(
			'logical slot to_warehouse, INACTIVE, 9,000,000 transactions behind, catalogs only',
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
