import type {Detail, Focus} from '../../domain/snapshot/detail.ts';
import type {Snapshot} from '../../domain/snapshot/schema.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {Reference} from '../../domain/snapshot/side.ts';
import type {Minute} from '../../history/minutes.ts';
import type {Ring} from '../../history/ring.ts';
import type {Vitals} from '../../history/vitals.ts';
import type {WaitHistory} from '../../history/waits.ts';
import type {ServerError} from '../../postgres/server-error.ts';

/** The way to the server. While it is lost, the last data stays and grows old. */
export type Link =
	| {readonly state: 'live'}
	| {
			readonly state: 'lost';
			readonly since: Date;
			readonly attempt: number;
			readonly nextAttemptAt: Date;
			readonly error: ServerError;
	  };

/** A moment of the past that is shown in place of the present. */
export type ShownPast = {
	readonly at: Date;
	/** How long ago, where there is a present to come back to. */
	readonly agoMs: number | undefined;
	/** Which of how many moments that are kept, from 1. */
	readonly place: number;
	readonly of: number;
	/** How many times as fast as it was, while it plays. */
	readonly speed: number | undefined;
};

/** All that the screen shows but the user's own doing. One immutable value at a time. */
export type Live = {
	readonly snapshot: Snapshot;
	readonly history: Ring<Vitals>;
	/** What sessions waited for, since the console is open. */
	readonly waits?: WaitHistory | undefined;
	/** Further back than the history, a minute each. */
	readonly minutes: Ring<Minute>;
	readonly link: Link;
	readonly paused: boolean;
	readonly intervalMs: number;
	readonly windowHours: number;
	readonly detail: {readonly focus: Focus; readonly section: Section<Detail>} | undefined;
	/** When this was published. Ages are told from it, so that nothing on screen runs a clock of its own. */
	readonly now: Date;
	/** Not the present is shown: nothing can be done to it. */
	readonly past?: ShownPast | undefined;
	/** What the moment that is shown is compared with. */
	readonly reference?: Reference | undefined;
	/** The file that samples are written to, or why it no longer is. */
	readonly recording?: {readonly file: string; readonly problem?: string | undefined} | undefined;
};

/** Three intervals without a sample: what is on screen may no longer be true. */
export function isStale(live: Live): boolean {
	const age = live.now.getTime() - live.snapshot.takenAt.getTime();
	return live.link.state === 'lost' || age > 3 * live.intervalMs;
}
