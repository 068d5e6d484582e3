import type {BlockingNode} from '../../domain/blocking/blocking-tree.ts';
import {modeWords} from '../../domain/locks/words.ts';
import {isIdleInTransaction, sessionWords, stateWords, waitWords} from '../../domain/sessions/words.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {SignalFacts} from '../../queries/sessions/signal-facts.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';

export type Signal = 'cancel' | 'terminate';

export type Judged = {
	readonly row: SessionRow;
	readonly facts: SignalFacts;
	readonly node: BlockingNode | undefined;
	/** The role that would signal, as SQL writes it. */
	readonly quotedUser: string;
};

/** Why that session must not or can not be signaled, in a sentence without its subject. */
export function signalObstacle({row, facts, quotedUser}: Judged): string | undefined {
	const {type, user} = row;
	if (row.own) return 'is the session that this plan is made with';
	if (row.hidden || row.backendStart === null) {
		return `can't be told from a later one with its number: this role may not see when it began. To allow it: GRANT pg_read_all_stats TO ${quotedUser};`;
	}
	if (facts.sameProgram) {
		return 'is a pgdeck of your role on this host, most likely a connection of this very one: quit that instead';
	}
	if (type === 'walsender') return 'sends WAL to a standby or subscriber: replication would stop';
	if (type === 'parallel worker') return `works for session ${row.leaderPid ?? '?'}: act on that one`;
	const autovacuum = type === 'autovacuum worker';
	if (autovacuum && /\(to prevent wraparound\)/.test(row.query ?? '')) {
		return 'keeps transaction numbers from running out: it would begin anew at once, and the server comes nearer to a standstill';
	}
	if (type !== 'client backend' && !autovacuum) {
		return `is a ${type ?? 'process of an unknown kind'}: only sessions of clients and autovacuum are signaled`;
	}
	if (autovacuum && facts.maySignalAutovacuum) return undefined;
	if (facts.needsSuperuser) {
		return autovacuum
			? 'is autovacuum, which only a superuser may signal (from PostgreSQL 18 on also who has pg_signal_autovacuum_worker)'
			: 'belongs to a superuser, and only a superuser may signal it';
	}
	if (!facts.maySignal) {
		return `belongs to ${user ?? 'nobody'}, and this role may not signal it. To allow it: GRANT pg_signal_backend TO ${quotedUser};`;
	}
	return undefined;
}

/** Why there is nothing that could be cancelled. */
export function nothingToCancel(row: SessionRow): string | undefined {
	if (row.state === 'active') return undefined;
	if (isIdleInTransaction(row)) {
		return 'is idle in its transaction: nothing runs that could be cancelled. Terminate it, which rolls that transaction back';
	}
	return `is ${stateWords(row)}: nothing runs that could be cancelled`;
}

/** Who it is, what it holds, whom it holds up, and what is lost. */
export function signalFindings(signal: Signal, judged: Judged): Check[] {
	const {row, facts, node} = judged;
	const name = `${row.pid}`;
	const pass = (detail: string): Check => ({name, verdict: 'pass', detail});
	const warn = (detail: string): Check => ({name, verdict: 'warn', detail});
	const held = facts.holds.map(({mode, relation}) => `${modeWords(mode)} on ${relation}`);
	const more = facts.locks - held.length;
	return [
		pass(whoItIs(row)),
		...(held.length === 0
			? []
			: [pass(`${name} holds ${held.join(', ')}${more > 0 ? ` and ${plural(more, 'lock')} more` : ''}`)]),
		...(node && node.heldUp > 0
			? [
					pass(
						`${name} holds up ${plural(node.heldUp, 'session')}${node.longestMs === null ? '' : `, for up to ${duration(node.longestMs)}`}`,
					),
				]
			: []),
		...(node?.party.wait
			? [warn(`${name} waits itself: whom it holds up may have to wait for the one that it waits for`)]
			: []),
		...whatIsLost(signal, row).map(({verdict, detail}) => ({name, verdict, detail: `${name}: ${detail}`})),
		...(row.superuser ? [warn(`${name} belongs to a superuser`)] : []),
		...(row.type === 'autovacuum worker'
			? [warn(`${name} is autovacuum: what it did not finish it does again, later`)]
			: []),
	];
}

function whoItIs(row: SessionRow): string {
	const from = row.client === null ? '' : ` from ${row.client}`;
	const database = row.database === null ? '' : ` in ${row.database}`;
	const state = `${stateWords(row)}${row.stateMs === null ? '' : ` for ${duration(row.stateMs)}`}`;
	const waits = waitWords(row) === '' ? '' : `, waits on ${waitWords(row)}`;
	const statement = oneLine(row.query ?? '').slice(0, 300);
	return `${sessionWords(row)}${from}${database}: ${state}${waits}, connected for ${duration(row.sessionMs)}${statement === '' ? '' : `. ${row.state === 'active' ? 'It runs' : 'It ran last'}: ${statement}`}`;
}

function whatIsLost(
	signal: Signal,
	{xid, transactionMs}: SessionRow,
): Array<Pick<Check, 'verdict' | 'detail'>> {
	if (transactionMs === null) {
		return signal === 'terminate'
			? [{verdict: 'pass', detail: 'it has no transaction open: nothing is lost'}]
			: [];
	}
	const open = `its transaction of ${duration(transactionMs)}`;
	return xid === null
		? [{verdict: 'pass', detail: `${open} has written nothing: there is nothing to roll back`}]
		: [
				{
					verdict: 'warn',
					detail: `${open} has written (as ${xid}), and all of that is rolled back. The rows stay in the tables as dead ones until VACUUM`,
				},
			];
}
