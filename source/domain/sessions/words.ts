import {count} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Party} from './schema.ts';

/** The state in a word or three; of a session that may not be read, that it is hidden. */
export function stateWords({hidden, state, type}: SessionRow): string {
	if (hidden) return 'hidden';
	return state ?? type ?? 'n/a';
}

/** The same for a narrow column, which has to tell too who waits for a lock. */
export function stateShort(row: SessionRow): string {
	if (row.waitType === 'Lock' && row.state === 'active') return 'lock wait';
	return stateWords(row)
		.replace('idle in transaction (aborted)', 'idle in xact!')
		.replace('idle in transaction', 'idle in xact');
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

/** It can't be read, or it is between two statements with a transaction open, or neither. */
export function isIdleInTransaction({state}: SessionRow): boolean {
	return state?.startsWith('idle in transaction') === true;
}

/** A number of those that may be read; none of them is not none at all while others are hidden. */
export function seenCount(number: number, hidden: number): string {
	return number === 0 && hidden > 0 ? 'n/a' : count(number);
}

/** It runs a statement: not one of pgdeck's own, nor a sender of WAL, which is active for as long as it lives. */
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

export function sessionWords({pid, application, user, type}: SessionRow): string {
	const who = user === null ? (type ?? '') : `of ${user}`;
	return [`${pid}`, application ? `"${application}"` : '', who].filter(Boolean).join(' ');
}
