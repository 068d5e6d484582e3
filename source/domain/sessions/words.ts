import {count} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Party} from './schema.ts';

/** State of a session as pg_stat_activity has it; background processes have a type only. */
export function stateWords({hidden, state, type}: SessionRow): string {
	if (hidden) return 'hidden';
	return state ?? type ?? 'n/a';
}

const shortStates: Readonly<Record<string, string>> = {
	'idle in transaction': 'idle in xact',
	'idle in transaction (aborted)': 'idle in xact!',
};

/** The state for a narrow column; `lock wait` for an active session that waits for a lock. */
export function stateShort(row: SessionRow): string {
	if (row.waitType === 'Lock' && row.state === 'active') return 'lock wait';
	const state = stateWords(row);
	return shortStates[state] ?? state;
}

/** `Lock:relation`, as the manual names wait events. */
export function waitWords({
	hidden,
	waitType,
	wait,
}: Pick<SessionRow, 'hidden' | 'waitType' | 'wait'>): string {
	if (hidden) return 'n/a';
	return waitType === null ? '' : `${waitType}:${wait ?? '?'}`;
}

/** It has a transaction open, aborted or not, and no statement running. */
export function isIdleInTransaction({state}: SessionRow): boolean {
	return state === 'idle in transaction' || isAborted({state});
}

export function isAborted({state}: Pick<SessionRow, 'state'>): boolean {
	return state === 'idle in transaction (aborted)';
}

/** A count of readable sessions: 0 is n/a while others are hidden. */
export function seenCount(number: number, hidden: number): string {
	return number === 0 && hidden > 0 ? 'n/a' : count(number);
}

/** It runs a statement. Sessions of pgdeck and WAL senders, which are always active, don't count. */
export function isAtWork({state, type, own}: Pick<SessionRow, 'state' | 'type' | 'own'>): boolean {
	return state === 'active' && type !== 'walsender' && !own;
}

/** `4711 "night job" of app`, `prepared transaction "x" of app`. */
export function partyWords({pid, session, prepared}: Party): string {
	if (prepared) {
		const gid = prepared.gid === null ? 'a prepared transaction' : `prepared transaction "${prepared.gid}"`;
		return `${gid}${prepared.owner === null ? '' : ` of ${prepared.owner}`}`;
	}
	return session ? sessionWords(session) : `${pid}`;
}

/** `4711 "night job" of app`. */
export function sessionWords(row: Pick<SessionRow, 'pid' | 'application' | 'user' | 'type'>): string {
	return [`${row.pid}`, sessionName(row)].filter(Boolean).join(' ');
}

/** `"night job" of app`; the type of a process without a role. */
export function sessionName({
	application,
	user,
	type,
}: Pick<SessionRow, 'application' | 'user' | 'type'>): string {
	return [application ? `"${application}"` : '', user === null ? (type ?? '') : `of ${user}`]
		.filter(Boolean)
		.join(' ');
}
