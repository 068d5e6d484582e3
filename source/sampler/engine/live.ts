import type {Detail, Focus} from '../../domain/snapshot/detail.ts';
import type {Snapshot} from '../../domain/snapshot/schema.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {Reference} from '../../domain/snapshot/side.ts';
import type {Minute} from '../../history/minutes.ts';
import type {Ring} from '../../history/ring.ts';
import type {Vitals} from '../../history/vitals.ts';
import type {WaitHistory} from '../../history/waits.ts';
import type {ServerError} from '../../postgres/server-error.ts';

/** The connection to the server. While it is lost, the last data stays on screen and ages. */
export type Link =
	| {readonly state: 'live'}
	| {
			readonly state: 'lost';
			readonly since: Date;
			readonly attempt: number;
			readonly nextAttemptAt: Date;
			readonly error: ServerError;
	  };

/** A past moment that is shown instead of the present. */
export type ShownPast = {
	readonly at: Date;
	/** How long ago; undefined if there is no present to return to. */
	readonly agoMs: number | undefined;
	/** Its position among the stored moments, from 1. */
	readonly place: number;
	readonly of: number;
	/** The speed factor while playing. */
	readonly speed: number | undefined;
};

/** Everything that the screen shows apart from its own state, as one immutable value. */
export type Live = {
	readonly snapshot: Snapshot;
	readonly history: Ring<Vitals>;
	/** Wait events since the console was opened. */
	readonly waits?: WaitHistory | undefined;
	/** Goes back further than the history, one entry a minute. */
	readonly minutes: Ring<Minute>;
	readonly link: Link;
	readonly paused: boolean;
	readonly intervalMs: number;
	readonly windowHours: number;
	readonly detail: {readonly focus: Focus; readonly section: Section<Detail>} | undefined;
	/** When this was published. Ages are computed from it, so that the screen needs no clock. */
	readonly now: Date;
	/** Set while a past moment is shown: no actions are possible then. */
	readonly past?: ShownPast | undefined;
	/** The moment that the shown one is compared with. */
	readonly reference?: Reference | undefined;
	/** The file that samples are written to, or why recording stopped. */
	readonly recording?: {readonly file: string; readonly problem?: string | undefined} | undefined;
};

/** Three intervals without a sample: the data on screen may be out of date. */
export function isStale(live: Live): boolean {
	const age = live.now.getTime() - live.snapshot.takenAt.getTime();
	return live.link.state === 'lost' || age > 3 * live.intervalMs;
}
