import {type CodedBy, coder, type Facts} from '../../format/coded.ts';

/** Reasons why autovacuum never does one of its checks. */
export const offWords = {
	'autovacuum-off': () => 'autovacuum is off on this server',
	'track-counts-off': () => 'track_counts is off on this server',
	'table-autovacuum-off': () => 'autovacuum_enabled is off for this table',
	'insert-threshold-off': () => 'the insert threshold is -1',
};
export const offReason = coder(offWords);

type Run = {readonly pid: number; readonly phase: string | null};
type Lock = {readonly mode: string; readonly pid: number | null};
type Held = {readonly holder: string};

/** Reasons why work that is due has not been done. */
export const heldWords = {
	'vacuum-running': ({pid, phase}: Run) =>
		`process ${pid} is vacuuming it${phase === null ? '' : `: ${phase}`}`,
	lock: ({mode, pid}: Lock) =>
		`${pid === null ? 'a prepared transaction' : `process ${pid}`} holds ${mode}: autovacuum skips the table`,
	'xmin-horizon': ({holder}: Held) =>
		`${holder} holds back the xmin horizon: the last VACUUM could not remove rows that died after it began`,
	'workers-busy': ({workers}: {readonly workers: number}) => `all ${workers} autovacuum workers are busy`,
	'autovacuum-off': () => 'autovacuum is off: tables are only frozen once they exceed the maximum age',
};
export const heldReason = coder(heldWords);

/** The same in one to four words, for a cell of the list. */
const heldLabels: Readonly<Record<keyof typeof heldWords, (facts: Facts) => string>> = {
	'vacuum-running': () => 'VACUUM running',
	lock: ({pid}) => (pid === null ? 'prepared transaction lock' : `lock of process ${pid}`),
	'xmin-horizon': ({holder}) => String(holder),
	'workers-busy': () => 'all workers busy',
	'autovacuum-off': () => 'autovacuum off',
};
export function heldLabel({code, facts}: CodedBy<typeof heldWords>): string {
	return heldLabels[code](facts);
}

/** Reasons why the sequences of another database are unknown. */
export const elsewhereWords = {
	'not-read': () => 'not read yet',
	'no-time': () => 'not read: the databases before it took too long',
	'no-connection': () => 'sequences can only be read from within their database',
	failed: ({message}: {readonly message: string}) => message,
};
export const elsewhereReason = coder(elsewhereWords);

/** Why the last value of a sequence is unknown. */
export const unseenWords = {
	locked: 'locked',
	unreadable: 'requires SELECT on it',
	unlogged: 'unlogged, not on a standby',
} as const;

/** The holders of the xmin horizon that this role may not see. */
export const hiddenWords = {
	'session-states': 'state and times of some sessions',
	'standby-feedback': 'the feedback of standbys',
} as const;
export type Hidden = keyof typeof hiddenWords;

/** @returns undefined where nothing is hidden */
export function hiddenText(hidden: readonly Hidden[]): string | undefined {
	return hidden.length === 0 ? undefined : hidden.map(code => hiddenWords[code]).join(' and ');
}
