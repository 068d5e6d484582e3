import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {emptySections} from '../../domain/snapshot/sections.ts';
import type {Minute} from '../../history/minutes.ts';
import {ring} from '../../history/ring.ts';
import type {Vitals} from '../../history/vitals.ts';
import type {Live} from './live.ts';

/** Samples kept for the sparklines: 15 minutes at one every two seconds. */
const historyLength = 450;
/** Minutes kept for the baseline: one hour, plus the minutes that are compared with it. */
const minutesLength = 64;

/** The state before the first reading. */
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
