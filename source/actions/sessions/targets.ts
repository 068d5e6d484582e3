import type {Manner} from '../engine/policy.ts';

/** Identity of a session; the start is null when hidden from this role. */
export type SessionKey = {readonly pid: number; readonly backendStart: string | null};

/** A session by its identity, with the start of the statement when that is to be canceled. */
export type SessionTarget = {
	readonly kind: 'session';
	readonly signal: 'cancel' | 'terminate';
	readonly pid: number;
	readonly backendStart: string;
	readonly queryStart: string | null;
};

const signals: readonly string[] = ['cancel-backends', 'terminate-backends'];

/** For the menu, which loads no action: signals also run on a standby, where sessions can block replay. */
export function mannerOf(action: string): Manner {
	return signals.includes(action) ? {runsAnywhere: true} : {};
}
