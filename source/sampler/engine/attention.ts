import {paneTable} from '../../domain/snapshot/panes.ts';
import type {SectionId, Sections} from '../../domain/snapshot/schema.ts';
import {leastPaceMs, type Wanted} from './least-pace.ts';
import type {Topic} from './topic.ts';

/** The sections on screen or in a recording, which decide how often each is read. */
export function createAttention(topics: readonly Topic[]) {
	const topicOf = new Map<string, Topic>(topics.map(topic => [topic.id, topic]));
	let shown: ReadonlySet<SectionId> = new Set(paneTable.overview.sections);
	let recordedAtLeastMs: number | undefined;

	return {
		/**
		Sets the sections on screen, the main one first.
		@returns sections that were read rarely until now and need a fresh reading
		*/
		show(sections: readonly SectionId[]): readonly SectionId[] {
			const before = shown;
			const [aboutBefore] = before;
			const [about] = sections;
			shown = new Set(sections);
			return topics
				.filter(({id, unseenMs, restMs}) =>
					id === about && restMs !== undefined
						? id !== aboutBefore
						: unseenMs !== undefined && shown.has(id) && !before.has(id),
				)
				.map(({id}) => id);
		},

		record(atLeastMs: number | undefined): void {
			recordedAtLeastMs = atLeastMs;
		},

		/** If nothing records requests, the overview shows sessions instead. Until that is known, both are read. */
		wanted({requests: {status}}: Sections): Wanted & {shown: ReadonlySet<SectionId>} {
			const standIn = shown.has('requests') && (status === 'unsupported' || status === 'pending');
			const [about] = shown;
			return {shown: standIn ? new Set([...shown, 'sessions']) : shown, about, recordedAtLeastMs};
		},

		/** The longest time between two readings of a topic. */
		leastMs(id: string, wanted: Wanted): number {
			const topic = topicOf.get(id);
			return topic ? leastPaceMs(topic, wanted) : 0;
		},
	};
}
