import {deserialize, serialize} from 'node:v8';
import {deflateRawSync, inflateRawSync} from 'node:zlib';
import type {Live} from '../sampler/engine/live.ts';
import {type Moments, placeBefore} from './moments.ts';
import {applyPatch, difference, type Patch} from './patch.ts';

/** All moments but the last are stored as reverse deltas, so that unchanged data takes no room. */
type Kept = {readonly time: number; back: Buffer | undefined};

/** Limits on what is kept, whichever is reached first. */
type Limits = {readonly forMs: number; readonly bytes: number};
export const defaultLimits: Limits = {forMs: 15 * 60_000, bytes: 12 * 1024 * 1024};

/** Every so many steps back a complete state is kept; these states share unchanged data. */
const restEvery = 30;

type Past = Moments & {
	/** Adds a published state if it is a new sample or more of the last one. */
	add(live: Live): void;
	/** Releases the moments unpacked for display. */
	rest(): void;
	/** Bytes of the packed changes. */
	readonly bytes: number;
};

/** The last minutes of a session, in memory. */
export function createPast(limits: Limits = defaultLimits): Past {
	let kept: Kept[] = [];
	let newest: Live | undefined;
	/** The state before the newest, as long as the newest may still get more. */
	let second: Live | undefined;
	let bytes = 0;
	/** Unpacked moments, by time. */
	const unpacked = new Map<number, Live>();

	function chain(place: number, from: Live, to: Live): void {
		const entry = kept[place];
		if (!entry) return;
		bytes -= entry.back?.length ?? 0;
		entry.back = pack(difference(from, to));
		bytes += entry.back.length;
	}

	function forget(now: number): void {
		let many = 0;
		while (many < kept.length - 1) {
			const entry = kept[many];
			if (!entry || (now - entry.time <= limits.forMs && bytes <= limits.bytes)) break;
			bytes -= entry.back?.length ?? 0;
			unpacked.delete(entry.time);
			many++;
		}
		if (many > 0) kept = kept.slice(many);
	}

	/** The moment at an index, from the nearest later one that is unpacked, one change at a time. */
	function momentAt(place: number): Live | undefined {
		let from = place;
		while (from < kept.length - 1 && !unpacked.has(kept[from]?.time ?? NaN)) from++;
		let live = unpacked.get(kept[from]?.time ?? NaN) ?? newest;
		for (let index = from - 1; live && index >= place; index--) {
			const entry = kept[index];
			if (!entry?.back) return undefined;
			live = unpack(live, entry.back);
			if (index % restEvery === 0 || index === place) unpacked.set(entry.time, live);
		}
		return live;
	}

	return {
		add(live) {
			if (live.snapshot === newest?.snapshot) return;
			const time = live.snapshot.takenAt.getTime();
			const last = kept.at(-1);
			if (last && time <= last.time) {
				// More of the same sample, from the slower connection.
				if (second) chain(kept.length - 2, live, second);
			} else {
				if (newest) chain(kept.length - 1, live, newest);
				second = newest;
				kept.push({time, back: undefined});
			}
			newest = live;
			forget(time);
		},
		times: () => kept.map(({time}) => time),
		at(time) {
			const place = placeBefore(
				kept.map(entry => entry.time),
				time,
			);
			return place < 0 ? undefined : momentAt(place);
		},
		rest: () => unpacked.clear(),
		get bytes() {
			return bytes;
		},
	};
}

/** Not JSON, because dates stay dates and the data never leaves this process. */
function pack(patch: Patch | undefined): Buffer {
	return deflateRawSync(serialize(patch ?? {o: {}}), {level: 3});
}

function unpack(after: Live, packed: Buffer): Live {
	return applyPatch(after, deserialize(inflateRawSync(packed)) as Patch) as Live;
}
