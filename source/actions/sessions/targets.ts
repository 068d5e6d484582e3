import type {Manner} from '../engine/policy.ts';

/** A session by its identity; one whose start this role may not read has none. */
export type SessionKey = {readonly pid: number; readonly backendStart: string | null};

/** A session by its identity, and where its statement is to be canceled, the start of that too. */
export type SessionTarget = {
	readonly kind: 'session';
	readonly signal: 'cancel' | 'terminate';
	readonly pid: number;
	readonly backendStart: string;
	readonly queryStart: string | null;
};

const signals: readonly string[] = ['cancel-backends', 'terminate-backends'];

/** For the menu, which loads no action: signals also run on a standby, where they end what holds up its replay. */
export function mannerOf(action: string): Manner {
	return signals.includes(action) ? {runsAnywhere: true} : {};
}
