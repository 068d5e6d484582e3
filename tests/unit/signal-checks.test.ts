import {describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
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

describe('signalObstacle', () => {
	it.each<[string, ReturnType<typeof judged>, string | undefined, RegExp | undefined]>([
		['a client session', judged(), undefined, undefined],
		['our own session', judged({own: true}), 'own-session', /^pgdeck made this plan/],
		['another pgdeck like this one', judged({}, {sameProgram: true}), 'other-pgdeck', /pgdeck of your role/],
		[
			'a session with a hidden start',
			judged({hidden: true, backendStart: null}),
			'start-hidden',
			/To allow it: GRANT pg_read_all_stats TO "An na";$/,
		],
		['replication', judged({type: 'walsender'}), 'wal-sender', /would stop replication/],
		[
			'a parallel worker',
			judged({type: 'parallel worker', leaderPid: 77}),
			'parallel-worker',
			/^parallel worker of session 77: signal that session instead$/,
		],
		[
			'another server process',
			judged({type: 'logical replication worker'}),
			'background-process',
			/^logical replication worker: pgdeck signals client sessions and autovacuum workers only$/,
		],
		[
			'autovacuum',
			judged({type: 'autovacuum worker', query: 'autovacuum: VACUUM public.orders'}),
			undefined,
			undefined,
		],
		[
			'autovacuum against wraparound',
			judged({type: 'autovacuum worker', query: 'autovacuum: VACUUM public.orders (to prevent wraparound)'}),
			'wraparound-vacuum',
			/transaction ID wraparound/,
		],
		[
			'a client with the words of autovacuum in its statement',
			judged({query: 'select 1 /* (to prevent wraparound) */'}),
			undefined,
			undefined,
		],
		[
			'a superuser session, for a plain role',
			judged({}, {needsSuperuser: true}),
			'superuser-session',
			/belongs to a superuser/,
		],
		[
			'autovacuum before 18, for a plain role',
			{...judged({type: 'autovacuum worker', user: null}, {needsSuperuser: true}), versionNumber: 170_000},
			'autovacuum-superuser',
			/only a superuser may signal it$/,
		],
		[
			'autovacuum from 18 on, for a plain role',
			judged({type: 'autovacuum worker', user: null}, {needsSuperuser: true}),
			'autovacuum-privilege',
			/requires a superuser or .*To allow it: GRANT pg_signal_autovacuum_worker TO "An na";$/,
		],
		[
			'autovacuum, for a member of pg_signal_autovacuum_worker',
			judged(
				{type: 'autovacuum worker', user: null},
				{needsSuperuser: true, maySignal: false, maySignalAutovacuum: true},
			),
			undefined,
			undefined,
		],
		[
			'a session of another role',
			judged({}, {maySignal: false}),
			'signal-privilege',
			/^belongs to app: .*GRANT pg_signal_backend TO "An na";$/,
		],
	])('judges %s', (_what, session, code, text) => {
		const obstacle = signalObstacle(session);
		expect(obstacle?.code).toBe(code);
		if (text) expect(obstacle?.text).toMatch(text);
	});
});

describe('nothingToCancel', () => {
	it.each([
		['active', undefined, undefined],
		['idle', 'no-statement', /^idle, no statement to cancel$/],
		['idle in transaction', 'idle-in-transaction', /Terminate the session to roll back its transaction$/],
		['idle in transaction (aborted)', 'idle-in-transaction', /^idle in transaction \(aborted\), .*Terminate/],
	])('judges a session in state %s', (state, code, text) => {
		const reason = nothingToCancel(sessionRow(1, {state}));
		expect(reason?.code).toBe(code);
		if (text) expect(reason?.text).toMatch(text);
	});
});

describe('signalFindings', () => {
	const said = (signal: 'cancel' | 'terminate', change: Partial<SessionRow>) =>
		signalFindings(signal, judged(change))
			.map(check => `${check.verdict} ${check.code} ${checkLine(check)}`)
			.join('\n');

	it.each([
		['terminate', {transactionMs: null}, /pass no-transaction session 1: no open transaction/],
		[
			'terminate',
			{xid: null},
			/pass nothing-written session 1: its transaction of 1.5 s has written nothing/,
		],
		[
			'cancel',
			{xid: '77'},
			/warn rolls-back session 1: its transaction of 1.5 s has written \(xid 77\) and rolls back/,
		],
		['cancel', {superuser: true}, /warn superuser session 1: belongs to a superuser/],
	] as const)('names the loss by %s of %j', (signal, change, expected) => {
		expect(said(signal, change)).toMatch(expected);
	});
});
