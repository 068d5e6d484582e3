import {describe, expect, it} from 'vitest';
import {
	nothingToCancel,
	signalFindings,
	signalObstacle,
} from '../../source/actions/sessions/signal-checks.ts';
import type {SessionRow} from '../../source/queries/sessions/sessions.ts';
import type {SignalFacts} from '../../source/queries/sessions/signal-facts.ts';
import {sessionRow} from '../helpers/fixtures-sessions.ts';

const facts: SignalFacts = {
	pid: 1,
	needsSuperuser: false,
	maySignal: true,
	maySignalAutovacuum: false,
	sameProgram: false,
	holds: [],
	locks: 0,
};
const judged = (change: Partial<SessionRow> = {}, more: Partial<SignalFacts> = {}) => ({
	row: sessionRow(1, change),
	facts: {...facts, ...more},
	node: undefined,
	quotedUser: '"An na"',
	versionNumber: 180_000,
});

describe('who must not or can not be signaled', () => {
	it.each<[string, ReturnType<typeof judged>, RegExp | undefined]>([
		['a session of a client', judged(), undefined],
		['our own', judged({own: true}), /this plan is made with/],
		['a pgdeck like this one', judged({}, {sameProgram: true}), /pgdeck of your role/],
		[
			'one whose beginning is hidden',
			judged({hidden: true, backendStart: null}),
			/To allow it: GRANT pg_read_all_stats TO "An na";/,
		],
		['replication', judged({type: 'walsender'}), /replication would stop/],
		[
			'a parallel worker',
			judged({type: 'parallel worker', leaderPid: 77}),
			/works for session 77: act on that one/,
		],
		[
			'another process',
			judged({type: 'logical replication worker'}),
			/only sessions of clients and autovacuum/,
		],
		['autovacuum', judged({type: 'autovacuum worker', query: 'autovacuum: VACUUM public.orders'}), undefined],
		[
			'autovacuum against wraparound',
			judged({type: 'autovacuum worker', query: 'autovacuum: VACUUM public.orders (to prevent wraparound)'}),
			/transaction numbers/,
		],
		['a client that only says so', judged({query: 'select 1 /* (to prevent wraparound) */'}), undefined],
		['a superuser, for who is none', judged({}, {needsSuperuser: true}), /belongs to a superuser/],
		[
			'autovacuum, for who is no superuser',
			judged({type: 'autovacuum worker', user: null}, {needsSuperuser: true}),
			/only a superuser may signal/,
		],
		[
			'autovacuum, for who has the role of version 18 for it',
			judged(
				{type: 'autovacuum worker', user: null},
				{needsSuperuser: true, maySignal: false, maySignalAutovacuum: true},
			),
			undefined,
		],
		['without the right', judged({}, {maySignal: false}), /GRANT pg_signal_backend TO "An na";/],
	])('%s', (_what, session, expected) => {
		if (expected) expect(signalObstacle(session)).toMatch(expected);
		else expect(signalObstacle(session)).toBeUndefined();
	});
});

describe('what can be cancelled', () => {
	it.each([
		['active', undefined],
		['idle', /^is idle: nothing runs/],
		['idle in transaction', /Terminate it, which rolls that transaction back$/],
		['idle in transaction (aborted)', /Terminate it/],
	])('of %s', (state, expected) => {
		const reason = nothingToCancel(sessionRow(1, {state}));
		if (expected) expect(reason).toMatch(expected);
		else expect(reason).toBeUndefined();
	});
});

describe('what is lost', () => {
	const said = (signal: 'cancel' | 'terminate', change: Partial<SessionRow>) =>
		signalFindings(signal, judged(change))
			.map(({verdict, detail}) => `${verdict} ${detail}`)
			.join('\n');

	it.each([
		['terminate', {transactionMs: null}, /pass 1: it has no transaction open: nothing is lost/],
		['terminate', {xid: null}, /pass 1: its transaction of 1.5 s has written nothing/],
		[
			'cancel',
			{xid: '77'},
			/warn 1: its transaction of 1.5 s has written \(as 77\), and all of that is rolled back/,
		],
		['cancel', {superuser: true}, /warn 1 belongs to a superuser/],
	] as const)('by %s of %j', (signal, change, expected) => {
		expect(said(signal, change)).toMatch(expected);
	});
});
