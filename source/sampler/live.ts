import type {Minute} from '../history/minutes.ts';
import type {Ring} from '../history/ring.ts';
import type {Vitals} from '../history/vitals.ts';
import type {ServerError} from '../postgres/server-error.ts';
import type {Snapshot} from '../snapshot/schema.ts';
import type {Section} from '../snapshot/section.ts';
import type {Detail, Focus} from './detail.ts';

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

/** All that the screen shows but the user's own doing. One immutable value at a time. */
export type Live = {
	readonly snapshot: Snapshot;
	readonly history: Ring<Vitals>;
	/** Further back than the history, a minute each. */
	readonly minutes: Ring<Minute>;
	readonly link: Link;
	readonly paused: boolean;
	readonly intervalMs: number;
	readonly windowHours: number;
	readonly detail: {readonly focus: Focus; readonly section: Section<Detail>} | undefined;
	/** When this was published. Ages are told from it, so that nothing on screen runs a clock of its own. */
	readonly now: Date;
};

/** Three intervals without a sample: what is on screen may no longer be true. */
export function isStale(live: Live): boolean {
	const age = live.now.getTime() - live.snapshot.takenAt.getTime();
	return live.link.state === 'lost' || age > 3 * live.intervalMs;
}
