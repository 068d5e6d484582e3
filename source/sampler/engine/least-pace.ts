import {type SectionId, sectionTable} from '../../domain/snapshot/sections.ts';
import type {Topic} from './topic.ts';

/** Who wants to see what is read. */
export type Wanted = {
	/** On screen now; undefined where there is no screen, and all of it is wanted. */
	readonly shown?: ReadonlySet<SectionId> | undefined;
	/** What the pane on screen is about; of the others that are shown it has but a few figures. */
	readonly about?: SectionId | undefined;
	/** It is recorded, however seldom, but not more seldom than this; undefined where it is not. */
	readonly recordedAtLeastMs?: number | undefined;
};

/** How seldom a topic is read at least, in milliseconds, whatever it costs: 0 for what the screen is about. */
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
