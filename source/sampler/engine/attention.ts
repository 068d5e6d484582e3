import {paneTable} from '../../domain/snapshot/panes.ts';
import type {SectionId, Sections} from '../../domain/snapshot/schema.ts';
import {leastPaceMs, type Wanted} from './least-pace.ts';
import type {Topic} from './topic.ts';

/** What somebody looks at, or records: what is read often, and what seldom. */
export function createAttention(topics: readonly Topic[]) {
	const topicOf = new Map<string, Topic>(topics.map(topic => [topic.id, topic]));
	let shown: ReadonlySet<SectionId> = new Set(paneTable.overview.sections);
	let recordedAtLeastMs: number | undefined;

	return {
		/**
		These are on screen now, first what the screen is about.
		@returns what was read seldom until now, and should be new
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

		/** Where nothing records requests, the overview has sessions in their place; until that is known they are read too. */
		wanted({requests: {status}}: Sections): Wanted & {shown: ReadonlySet<SectionId>} {
			const standIn = shown.has('requests') && (status === 'unsupported' || status === 'pending');
			const [about] = shown;
			return {shown: standIn ? new Set([...shown, 'sessions']) : shown, about, recordedAtLeastMs};
		},

		/** How seldom a topic is asked at least. */
		leastMs(id: string, wanted: Wanted): number {
			const topic = topicOf.get(id);
			return topic ? leastPaceMs(topic, wanted) : 0;
		},
	};
}
