import {describe, expect, it} from 'vitest';
import type {Judged} from '../../source/domain/findings/finding.ts';
import type {Party} from '../../source/domain/sessions/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {blockingRule, idleInTransactionRule, longRunningRule} from '../../source/findings/sessions/rules.ts';
import type {SessionRow} from '../../source/queries/sessions/sessions.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {ok} from '../helpers/fixtures.ts';
import {ago} from '../helpers/fixtures-sections.ts';
import {party, partyId, sessionRow} from '../helpers/fixtures-sessions.ts';
import {vacuum} from '../helpers/fixtures-vacuum.ts';

const severities = ({rows}: Judged) => rows.map(({severity}) => severity);

function sessionsOf(change: Partial<SessionRow>, hidden = 0) {
	const rows = [sessionRow(4242, {stateMs: 0, queryMs: 0, transactionMs: 0, ...change})];
	return {...emptySections, sessions: ok({all: 1, hidden, rows})};
}

describe('idle in transaction', () => {
	const idle = {state: 'idle in transaction', waitType: 'Client', wait: 'ClientRead', queryMs: null} as const;
	it.each([
		[59_999, []],
		[60_000, ['warning']],
		[899_999, ['warning']],
		[900_000, ['critical']],
		[null, []],
	])('for %s ms', (stateMs, expected) => {
		const judged = idleInTransactionRule(sessionsOf({...idle, stateMs}), defaultThresholds);
		expect(severities(judged)).toEqual(expected);
		expect(judged.unknown).toEqual([]);
	});

	it.each([
		['active', null, 'n/a'],
		['idle', null, 'n/a'],
		[null, null, 'n/a'],
		['idle in transaction (aborted)', 'waits for ROLLBACK', 'has written nothing'],
		['idle in transaction', 'Ask the owner of the application', 'has written nothing'],
	] as const)('in state %s', (state, help, wrote) => {
		const sections = sessionsOf({...idle, state, stateMs: 60_000, transactionMs: 90_000});
		const [finding] = idleInTransactionRule(sections, defaultThresholds).rows;
		expect(finding?.help.includes(help ?? '') ?? null).toBe(help === null ? null : true);
		if (finding) {
			expect(finding.since).toEqual(ago(60));
			expect(finding.code).toBe(state === 'idle in transaction' ? 'idle' : 'aborted');
			expect(finding.title).toBe(`4242 "gateway" of app in registry ${state} for 1 min`);
			expect(finding.evidence?.[0]).toBe(`Transaction open for 1 min 30 s, ${wrote}.`);
		}
	});

	it.each([
		['nothing', {xid: null, xminAge: null}, 'written nothing', null],
		['its snapshot', {xid: null, xminAge: 12}, 'written nothing', '12'],
		// The fixture of the horizon has process 4242 with 1,234,567.
		['what the horizon knows of it', {xid: '7', xminAge: 3}, 'has written', '1,234,567'],
	])('reports how far it holds back the xmin horizon: %s', (what, change, wrote, kept) => {
		const sections = sessionsOf({...idle, stateMs: 60_000, ...change});
		const of = what.includes('horizon') ? {...sections, vacuum: ok(vacuum)} : sections;
		const evidence = idleInTransactionRule(of, defaultThresholds).rows[0]?.evidence ?? [];
		expect(evidence[0]).toContain(wrote);
		expect(evidence.find(text => text.includes('VACUUM')) ?? null).toBe(
			kept === null
				? null
				: `It holds back the xmin horizon by ${kept} transactions: VACUUM can't remove newer dead tuples.`,
		);
	});

	it('shortens the statement to one line', () => {
		const query = `select\n\t${'x'.repeat(200)}`;
		const evidence = idleInTransactionRule(sessionsOf({...idle, stateMs: 60_000, query}), defaultThresholds)
			.rows[0]?.evidence;
		const text = evidence?.at(-1) ?? '';
		expect(text).toMatch(/^Last statement: select x{50,}\.\.\.$/);
		expect(text.length).toBeLessThan(150);
	});
});

describe('long running', () => {
	it.each([
		[59_999, 899_999, []],
		[60_000, 60_000, ['info']],
		[0, 900_000, ['warning']],
		[60_000, 900_000, ['warning']],
		[null, null, []],
	])('a statement for %s ms in a transaction of %s ms', (queryMs, transactionMs, expected) => {
		const judged = longRunningRule(sessionsOf({queryMs, transactionMs}), defaultThresholds);
		expect(severities(judged)).toEqual(expected);
	});

	it.each([
		['of replication', {type: 'walsender'}],
		['of autovacuum', {type: 'autovacuum worker'}],
		['of pgdeck', {own: true}],
		['waiting for a lock', {waitType: 'Lock'}],
		['idle in transaction', {state: 'idle in transaction'}],
	])('skips a session %s', (_what, change) => {
		const sections = sessionsOf({queryMs: 1e9, transactionMs: 1e9, ...change});
		expect(longRunningRule(sections, defaultThresholds).rows).toEqual([]);
	});

	it('reports hidden sessions once for each rule', () => {
		const sections = sessionsOf({}, 2);
		for (const rule of [longRunningRule, idleInTransactionRule]) {
			expect(rule(sections, defaultThresholds)).toMatchObject({
				rows: [],
				unknown: [{reason: 'the state of 2 sessions is hidden from this role', requires: 'pg_monitor'}],
			});
		}
	});
});

describe('blocking', () => {
	const waiter = (pid: number, ms: number | null, behind: string): Party =>
		party(pid, {
			wait: {
				...{ms, since: 'lock', thing: null, mode: 'AccessShareLock'},
				behind: [{id: behind, holds: ['AccessExclusiveLock'], queued: false}],
			},
		});
	const judge = (...parties: Party[]) =>
		blockingRule(
			{...emptySections, blocking: ok({waiting: parties.length, asked: parties.length, parties})},
			defaultThresholds,
		);
	it.each([
		[4999, []],
		[5000, ['warning']],
		[59_999, ['warning']],
		[60_000, ['critical']],
		[null, []],
	])('for %s ms', (ms, expected) => {
		const judged = judge(party(1), waiter(2, ms, partyId(1)));
		expect(severities(judged)).toEqual(expected);
		expect(judged.unknown).toEqual([]);
	});

	it('counts all sessions behind a root, with the longest wait', () => {
		const [finding, ...more] = judge(
			party(4711),
			waiter(2, 5000, partyId(4711)),
			waiter(3, 70_000, partyId(2)),
		).rows;
		expect(more).toEqual([]);
		expect(finding?.row).toBe(partyId(4711));
		expect(finding?.title).toContain('blocks 2 sessions for up to 1 min 10 s');
		expect(finding?.help).toContain('terminate it');
	});

	it.each([
		[
			'a prepared transaction',
			{prepared: {gid: 'g', preparedAt: '', preparedMs: null, owner: 'a', database: 'd'}},
			'ROLLBACK PREPARED',
			'Prepared n/a.',
		],
		['a session that ended', {}, 'Cancel its statement', 'The session ended before it could be read.'],
	])('by %s', (_what, change, help, evidence) => {
		const root = {id: 'root', pid: 0, session: null, prepared: null, wait: null, ...change};
		const [finding] = judge(root, waiter(2, 5000, 'root')).rows;
		expect(finding?.help).toContain(help);
		expect(finding?.evidence).toEqual([evidence]);
	});

	it('names a deadlock', () => {
		const [finding] = judge(waiter(1, 6000, partyId(2)), waiter(2, 5000, partyId(1))).rows;
		expect(finding?.code).toBe('deadlock');
		expect(finding?.help).toContain('deadlock_timeout');
	});

	it('reports a wait time that is hidden from the role', () => {
		const hidden = {...waiter(2, null, partyId(1)), session: sessionRow(2, {hidden: true})};
		expect(judge(party(1), hidden)).toMatchObject({
			rows: [],
			unknown: [
				{
					blind: true,
					requires: 'pg_monitor',
					reason: expect.stringMatching(/^1 session blocked by .*: the wait time is hidden from this role$/),
				},
			],
		});
	});
});
