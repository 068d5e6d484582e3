import {type SectionId, sectionTable} from '../../domain/snapshot/sections.ts';
import type {Topic} from './topic.ts';

/** The facts that decide how often a section has to be read. */
export type Wanted = {
	/** Sections on screen; undefined if there is no screen and all are wanted. */
	readonly shown?: ReadonlySet<SectionId> | undefined;
	/** The main sections of the pane. It shows only a few figures of the others. */
	readonly about?: SectionId | undefined;
	/** The longest time between two readings for a recording; undefined if nothing is recorded. */
	readonly recordedAtLeastMs?: number | undefined;
};

/**
The longest time between two readings of a topic in milliseconds, whatever it costs; 0 for the main sections on screen.
*/
export function leastPaceMs(
	{id, unseenMs, restMs = 0}: Pick<Topic, 'id' | 'unseenMs' | 'restMs'>,
	{shown, about, recordedAtLeastMs}: Wanted,
): number {
	if (!shown || id === about) return 0;
	if (shown.has(id)) return restMs;
	if (recordedAtLeastMs === undefined) return unseenMs ?? restMs;
	const ownMs = Math.min(sectionTable[id].recordedMs, recordedAtLeastMs);
	return Math.min(unseenMs ?? ownMs, ownMs);
}
