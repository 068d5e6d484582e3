import {describe, expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {autovacuumChecks} from '../../source/domain/vacuum/autovacuum.ts';
import type {Vacuum, VacuumRow} from '../../source/domain/vacuum/schema.ts';
import {heldReason} from '../../source/domain/vacuum/words.ts';
import {wraparound} from '../../source/domain/vacuum/wraparound.ts';
import {freezeRule, horizonRule} from '../../source/findings/vacuum/horizon-rules.ts';
import {overdueRule} from '../../source/findings/vacuum/overdue-rule.ts';
import {sequenceRule, wraparoundRule} from '../../source/findings/vacuum/rules.ts';
import type {HorizonHolder} from '../../source/queries/vacuum/horizon.ts';
import type {VacuumRun} from '../../source/queries/vacuum/vacuum.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {ok} from '../helpers/fixtures.ts';
import {replication} from '../helpers/fixtures-replication.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';
import {autovacuumSettings, vacuum, vacuumElsewhere, vacuumRelation} from '../helpers/fixtures-vacuum.ts';

const of = (change: Partial<Vacuum>) => ({...emptySections, vacuum: ok({...vacuumElsewhere, ...change})});

describe('a holder of the xmin horizon', () => {
	const holder = (change: Partial<HorizonHolder>): HorizonHolder => ({
		...{kind: 'physical-slot', pid: null, backendStart: null, name: 'kept', user: null, application: null},
		...{address: null, state: null, database: null, since: null, age: 1_000_000, here: true},
		...{catalogs: false, active: true, ...change},
	});
	const judge = (change: Partial<HorizonHolder>, slots = replication.slots.slice(0, 0)) =>
		horizonRule(
			{
				...of({horizon: ok({holders: [holder(change)], hidden: []})}),
				replication: ok({...replication, slots}),
			},
			now,
			defaultThresholds,
		).rows;
	it.each([
		['is a slot, but young', {age: 999_999}, null],
		['is a slot', {}, 'horizon:physical-slot:kept'],
		['is a logical slot', {kind: 'logical-slot', name: 'l'}, 'horizon:logical-slot:l'],
		[
			'is a standby',
			{kind: 'standby-feedback', name: null, application: 'standby_a'},
			'horizon:standby-feedback:standby_a',
		],
		[
			'is a standby without a name',
			{kind: 'standby-feedback', name: null, pid: 7},
			'horizon:standby-feedback:7',
		],
		['is a session, which has a finding of its own', {kind: 'session', name: null, pid: 7}, null],
		['is a prepared transaction, which has one too', {kind: 'prepared-transaction'}, null],
	] as const)('%s', (_what, change, id) => {
		expect(judge(change).map(finding => finding.id)).toEqual(id === null ? [] : [id]);
	});

	it('adds no second finding for a slot that retains too much WAL', () => {
		const [slot] = replication.slots.filter(({name}) => name === 'forgotten');
		expect(judge({name: 'forgotten'}, slot ? [slot] : [])).toEqual([]);
	});

	it('is reported as hidden', () => {
		const sections = of({horizon: ok({holders: [], hidden: ['standby-feedback']})});
		expect(horizonRule(sections, now, defaultThresholds).unknown).toEqual([
			{
				rule: 'xmin-horizon',
				code: 'hidden',
				reason: 'the feedback of standbys: hidden from this role',
				requires: 'pg_monitor',
				blind: true,
			},
		]);
	});
});

const run = (change: Partial<VacuumRun>): VacuumRun => {
	const [first] = vacuum.running.status === 'ok' ? vacuum.running.value : [];
	return {...(first as VacuumRun), ...change};
};

describe('a VACUUM to prevent wraparound', () => {
	const judge = (change: Partial<VacuumRun>) =>
		freezeRule(of({running: ok([run(change)]), relations: vacuum.relations}));
	it.each([
		[
			'here',
			{},
			'autovacuum is freezing audit.events to prevent wraparound',
			'203',
			['45 % of its pages have been scanned.'],
		],
		[
			'of a TOAST table',
			{toast: true},
			'autovacuum is freezing audit.events (TOAST) to prevent wraparound',
			'203',
			['45 % of its pages have been scanned.'],
		],
		[
			'of a table that is not listed',
			{oid: 9},
			'autovacuum is freezing audit.events to prevent wraparound',
			null,
			['45 % of its pages have been scanned.'],
		],
		[
			'elsewhere',
			{here: false, schema: null, name: null, database: 'other'},
			'autovacuum is freezing a table in database other to prevent wraparound',
			null,
			['45 % of its pages have been scanned.'],
		],
		[
			'in an unknown database',
			{here: null, schema: null, name: null, database: null, pages: null},
			'autovacuum is freezing a table in database n/a to prevent wraparound',
			null,
			[],
		],
		[
			'of an empty table',
			{pages: 0, pagesScanned: 0},
			'autovacuum is freezing audit.events to prevent wraparound',
			'203',
			[],
		],
	])('%s', (_what, change, title, row, evidence) => {
		expect(judge(change).rows).toMatchObject([{severity: 'info', title, row, evidence, since: ago(180)}]);
	});

	it('is no finding for an ordinary VACUUM, and unknown for a hidden one', () => {
		expect(judge({againstWraparound: false})).toEqual({rows: [], unknown: []});
		expect(judge({againstWraparound: null})).toMatchObject({
			rows: [],
			unknown: [
				{
					reason: 'whether 1 running VACUUM prevents wraparound is hidden from this role',
					requires: 'pg_monitor',
					blind: true,
				},
			],
		});
	});
});

describe('an overdue autovacuum', () => {
	const row = (change: Partial<VacuumRow>): VacuumRow => {
		const relation = vacuumRelation('t', change);
		return {
			...relation,
			checks: autovacuumChecks(relation, autovacuumSettings),
			dueSince: null,
			heldBy: null,
			...change,
		};
	};
	const judge = (rows: VacuumRow[], running: VacuumRun[] = []) =>
		overdueRule(
			of({relations: ok({total: rows.length, due: rows.length, rows, obstacles: []}), running: ok(running)}),
			now,
			defaultThresholds,
		).rows;
	const due = {deadTuples: 1_000_000};
	it.each([
		['due for a moment less than an hour', {...due, dueSince: ago(3599.999)}, 0],
		['due for an hour', {...due, dueSince: ago(3600)}, 1],
		['due for an unknown time', {...due, dueSince: null}, 0],
		// autovacuum_freeze_max_age of the fixture is 200 million; a fifth more is too much whenever pgdeck began to look.
		['of an age a fifth above the limit', {xidAge: 240_000_000, dueSince: now}, 0],
		['older', {xidAge: 240_000_001, dueSince: now}, 1],
		['with multixacts a fifth above the limit', {mxidAge: 480_000_000, dueSince: now}, 0],
		['with older multixacts', {mxidAge: 480_000_001, dueSince: now}, 1],
		['of dead rows far above the limit, due now', {...due, dueSince: now}, 0],
	])('%s', (_what, change, expected) => {
		expect(judge([row(change)])).toHaveLength(expected);
	});

	it('does not include tables being vacuumed in this database', () => {
		const old = row({xidAge: 300_000_000});
		expect(judge([old], [run({oid: 201, here: true})])).toEqual([]);
		expect(judge([old], [run({oid: 201, here: false})])).toHaveLength(1);
		expect(judge([old], [run({oid: null, here: true})])).toHaveLength(1);
	});

	it('is one finding for all tables, with the reason of the oldest and since the first was due', () => {
		const [finding, ...more] = judge([
			row({
				oid: 1,
				name: 'dead',
				...due,
				dueSince: ago(7200),
				heldBy: heldReason('workers-busy', {workers: 3}),
			}),
			row({
				oid: 2,
				name: 'old',
				xidAge: 300_000_000,
				dueSince: ago(60),
				heldBy: heldReason('xmin-horizon', {holder: 'session 7'}),
			}),
		]);
		expect(more).toEqual([]);
		expect(finding).toMatchObject({
			title: 'autovacuum is overdue on 2 tables, first old (session 7)',
			row: '2',
		});
		expect(finding?.evidence?.[0]).toBe('pgdeck has seen it due for 2 h.');
		expect(finding?.evidence?.slice(1).map(text => text.split(':')[0])).toEqual(['old', 'dead']);
		expect(finding?.evidence?.[2]).toContain('all 3 autovacuum workers');
	});
});

describe('ages at the thresholds', () => {
	const judge = (xidAge: number, here = true) => {
		const database = {name: 'd', here, connectable: true, xidAge, mxidAge: 0};
		const value = {
			databases: [wraparound(database, autovacuumSettings, 180_000)],
			oldest: [{oid: 203, schema: 'audit', name: 'events', toast: false, xidAge, mxidAge: 0}],
		};
		return wraparoundRule(
			{...emptySections, vacuum: ok({...vacuum, databases: ok(value)})},
			now,
			defaultThresholds,
		).rows;
	};
	it.each([
		[Math.floor(2 ** 31 * 0.4), []],
		[Math.floor(2 ** 31 * 0.4) + 1, ['warning']],
		[2 ** 31 * 0.75, ['warning']],
		[2 ** 31 * 0.75 + 1, ['critical']],
	])('%d transactions', (xidAge, expected) => {
		expect(judge(xidAge).map(({severity}) => severity)).toEqual(expected);
	});

	it('lead to the oldest table, in this database only', () => {
		expect(judge(1e9)[0]).toMatchObject({
			row: '203',
			evidence: expect.arrayContaining(['audit.events is 1,000,000,000 old.']),
		});
		const [other] = judge(1e9, false);
		expect(other?.row).toBeNull();
		expect(other?.evidence?.join()).not.toContain('audit.events');
	});
});

it('unreadable sequences are reported with the GRANT', () => {
	expect(sequenceRule(of({sequences: vacuum.sequences}), defaultThresholds).unknown).toContainEqual({
		rule: 'sequences',
		code: 'hidden',
		grant: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA audit TO dba',
		reason: 'the last value of 2 sequences is hidden from this role',
		blind: true,
	});
});
