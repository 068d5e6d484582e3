import type {SectionId} from '../../domain/snapshot/schema.ts';
import type {Topic} from './topic.ts';

/**
How often a recording has what is not on screen: an incident is told from the sections of seconds, while what people
change by hand is there before and after it anyway. Between them: what is counted, of which the difference tells.
*/
const recordedMs: Readonly<Record<SectionId, number>> = {
	health: 0,
	waits: 0,
	sessions: 5000,
	blocking: 5000,
	locks: 5000,
	progress: 5000,
	replication: 5000,
	registry: 5000,
	requests: 30_000,
	tenants: 30_000,
	statements: 30_000,
	databases: 30_000,
	tables: 30_000,
	indexes: 30_000,
	vacuum: 30_000,
	alerts: 30_000,
	migrations: 300_000,
	upkeep: 300_000,
	missing: 300_000,
	settings: 300_000,
	plans: 600_000,
};

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
	const ownMs = Math.min(recordedMs[id], recordedAtLeastMs);
	return Math.min(unseenMs ?? ownMs, ownMs);
}
