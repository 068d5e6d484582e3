import {deserialize, serialize} from 'node:v8';
import {deflateRawSync, inflateRawSync} from 'node:zlib';
import type {Snapshot} from '../domain/snapshot/schema.ts';
import type {Section} from '../domain/snapshot/section.ts';
import {type Side, sideOf} from '../domain/snapshot/side.ts';
import {comparedParts} from './change.ts';
import type {Recording} from './recording.ts';

/** The compared sections. The server's own facts are in the vital signs. */
export const comparedSections = ['health', ...comparedParts.filter(part => part !== 'server')] as const;

/** The end of a recording. */
export function lastOf(recording: Pick<Recording, 'at'>): Side {
	const live = recording.at(Number.POSITIVE_INFINITY);
	if (!live) throw new Error('A recording has a last moment.');
	return sideOf(live.snapshot);
}

/** Not read yet, or failed: a later reading is the first with a value. */
const isUnread = (section: Section<unknown>) => section.status === 'pending' || section.status === 'failed';

/** The beginning of a recording: the first value of each section, because not all are read at once. */
export function firstOf(recording: Pick<Recording, 'at' | 'times' | 'walk'>): Side {
	const [first = 0] = recording.times();
	const live = recording.at(first);
	if (!live) throw new Error('A recording has a first moment.');
	const begun = sideOf(live.snapshot);
	const known = new Map<string, Section<unknown>>();
	for (const moment of recording.walk()) {
		for (const id of comparedSections) {
			const section = known.has(id) ? undefined : moment.section(id);
			if (section && !isUnread(section)) known.set(id, section);
		}
		if (known.size === comparedSections.length) break;
	}
	return {...begun, section: id => known.get(id) ?? begun.section(id)};
}

type Beginning = {
	/** Takes the sections of a sample that have no value so far. */
	add(snapshot: Snapshot): void;
	side(): Side | undefined;
};

/**
The beginning of a session, packed until it is used, because forty thousand indexes would take much memory for hours.
*/
export function createBeginning(): Beginning {
	const packed = new Map<string, Buffer>();
	const known = new Map<string, Section<unknown>>();
	let begun: Pick<Side, 'at' | 'server'> | undefined;
	return {
		add({takenAt, server, sections}) {
			if (packed.size === comparedSections.length) return;
			for (const id of comparedSections) {
				if (packed.has(id) || isUnread(sections[id])) continue;
				begun ??= {at: takenAt, server};
				packed.set(id, deflateRawSync(serialize(sections[id]), {level: 3}));
			}
		},
		side: () =>
			begun && {
				...begun,
				section(id) {
					const data = packed.get(id);
					if (!known.has(id) && data) known.set(id, deserialize(inflateRawSync(data)) as Section<unknown>);
					return known.get(id) ?? {status: 'pending'};
				},
			},
	};
}
