import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {emptySections} from '../../domain/snapshot/sections.ts';
import type {Minute} from '../../history/minutes.ts';
import {ring} from '../../history/ring.ts';
import type {Vitals} from '../../history/vitals.ts';
import type {Live} from './live.ts';

/** Samples kept for the sparklines: fifteen minutes at two seconds. */
const historyLength = 450;
/** Minutes kept to know what is usual: an hour, and a little for the ones that are judged. */
const minutesLength = 64;

/** What there is to show before anything was read. */
export function firstLive(
	server: ServerIdentity,
	{intervalMs, windowHours}: Pick<Live, 'intervalMs' | 'windowHours'>,
	now: Date,
): Live {
	return {
		snapshot: {
			version: 2,
			takenAt: now,
			server,
			sections: emptySections,
			findings: {rows: [], unknown: []},
			cost: {queries: 0, tookMs: 0},
		},
		history: ring<Vitals>(historyLength),
		minutes: ring<Minute>(minutesLength),
		link: {state: 'live'},
		paused: false,
		intervalMs,
		windowHours,
		detail: undefined,
		now,
	};
}
