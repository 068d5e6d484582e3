import {coder} from '../../format/coded.ts';
import {duration, plural} from '../../format/quantities.ts';

type Blocker = {
	/** As a person reads it: `4711 "night job" of app`. */
	readonly blocker: string;
	readonly sessions: number;
	readonly longestMs: number | null;
};

const blocks = ({blocker, sessions, longestMs}: Blocker) =>
	`${blocker} blocks ${plural(sessions, 'session')}${longestMs === null ? '' : ` for up to ${duration(longestMs)}`}`;

/** Titles of the findings about sessions; a code is the case within its rule. */
export const sessionFindingWords = {
	'blocked-by-session': blocks,
	'blocked-by-idle-session': blocks,
	'blocked-by-prepared': blocks,
	deadlock: blocks,
	idle: ({session, idleMs}: {session: string; idleMs: number | null}) =>
		`${session} idle in transaction for ${duration(idleMs)}`,
	aborted: ({session, idleMs}: {session: string; idleMs: number | null}) =>
		`${session} idle in transaction (aborted) for ${duration(idleMs)}`,
	'long-transaction': ({session, transactionMs}: {session: string; transactionMs: number | null}) =>
		`${session}: transaction open for ${duration(transactionMs)}`,
	'long-statement': ({session, statementMs}: {session: string; statementMs: number | null}) =>
		`${session}: statement running for ${duration(statementMs)}`,
};
export const sessionFinding = coder(sessionFindingWords);
