import type {BlockingNode} from '../../domain/blocking/blocking-tree.ts';
import {modeWords} from '../../domain/locks/words.ts';
import {isIdleInTransaction, sessionName, stateWords, waitWords} from '../../domain/sessions/words.ts';
import type {CodedBy} from '../../format/coded.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {SignalFacts} from '../../queries/sessions/signal-facts.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {info, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {signalCheck, type signalCheckWords} from './words.ts';

export type Signal = 'cancel' | 'terminate';
type SignalCheck = CodedBy<typeof signalCheckWords>;

export type Judged = {
	readonly row: SessionRow;
	readonly facts: SignalFacts;
	readonly node: BlockingNode | undefined;
	/** The role that would signal, as SQL writes it. */
	readonly quotedUser: string;
	readonly versionNumber: number;
};

const statementLength = 300;

/** How the checks name a session. */
export const sessionObject = (pid: number): string => `session ${pid}`;

/** Why that session must not or can't be signaled. */
export function signalObstacle(judged: Judged): SignalCheck | undefined {
	const {row, facts, quotedUser: role, versionNumber} = judged;
	const {type, user: owner} = row;
	if (row.own) return signalCheck('own-session');
	if (row.hidden || row.backendStart === null) return signalCheck('start-hidden', {role});
	if (facts.sameProgram) return signalCheck('other-pgdeck');
	if (type === 'walsender') return signalCheck('wal-sender');
	if (type === 'parallel worker') return signalCheck('parallel-worker', {leaderPid: row.leaderPid});
	const autovacuum = type === 'autovacuum worker';
	// As autovac_report_activity() of the server writes it; a client can't have this type.
	if (autovacuum && row.query?.includes('(to prevent wraparound)')) return signalCheck('wraparound-vacuum');
	if (type !== 'client backend' && !autovacuum) return signalCheck('background-process', {type});
	if (autovacuum && facts.maySignalAutovacuum) return undefined;
	if (facts.needsSuperuser) {
		if (!autovacuum) return signalCheck('superuser-session');
		return versionNumber >= 180_000
			? signalCheck('autovacuum-privilege', {role})
			: signalCheck('autovacuum-superuser');
	}
	return facts.maySignal ? undefined : signalCheck('signal-privilege', {owner, role});
}

/** Why there is no statement to cancel. */
export function nothingToCancel(row: SessionRow): CodedBy<typeof signalCheckWords> | undefined {
	if (row.state === 'active') return undefined;
	const state = stateWords(row);
	return isIdleInTransaction(row)
		? signalCheck('idle-in-transaction', {state})
		: signalCheck('no-statement', {state});
}

/** The session, what it holds, which sessions it blocks, and what is lost. */
export function signalFindings(signal: Signal, judged: Judged): Check[] {
	const {row, facts, node} = judged;
	const object = sessionObject(row.pid);
	const locks = facts.holds.map(({mode, relation}) => `${modeWords(mode)} on ${relation}`);
	const blocked = node && node.blocked > 0 ? node : undefined;
	return [
		info(signalCheck('session', sessionFacts(row)), {object}),
		...(locks.length === 0
			? []
			: [info(signalCheck('locks-held', {locks, more: facts.locks - locks.length}), {object})]),
		...(blocked
			? [
					info(signalCheck('sessions-blocked', {sessions: blocked.blocked, longestMs: blocked.longestMs}), {
						object,
					}),
				]
			: []),
		...(node?.party.wait ? [warn(signalCheck('waits-for-lock'), {object})] : []),
		...rollbackChecks(signal, row),
		...(row.superuser ? [warn(signalCheck('superuser'), {object})] : []),
		...(row.type === 'autovacuum worker' ? [warn(signalCheck('autovacuum'), {object})] : []),
	];
}

function sessionFacts(row: SessionRow) {
	const statement = oneLine(row.query ?? '').slice(0, statementLength);
	return {
		name: sessionName(row),
		client: row.client,
		database: row.database,
		state: stateWords(row),
		stateMs: row.stateMs,
		wait: waitWords(row) || null,
		sessionMs: row.sessionMs,
		running: row.state === 'active',
		statement: statement || null,
	};
}

function rollbackChecks(signal: Signal, {pid, xid, transactionMs}: SessionRow): Check[] {
	const object = sessionObject(pid);
	if (transactionMs === null) {
		return signal === 'terminate' ? [pass(signalCheck('no-transaction'), {object})] : [];
	}
	return xid === null
		? [pass(signalCheck('nothing-written', {transactionMs}), {object})]
		: [warn(signalCheck('rolls-back', {transactionMs, xid}), {object, title: 'rolls back its writes'})];
}
