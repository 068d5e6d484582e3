import type {SectionId, Sections} from '../../domain/snapshot/schema.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {Reader} from '../../postgres/reader.ts';
import {comesSecond, isDue} from './due.ts';
import type {Wanted} from './least-pace.ts';
import {average} from './schedule.ts';
import {readTopic, type Topic, type TopicContext} from './topic.ts';

/** The inputs that all topics of a sample share. */
export type SampleContext = Omit<TopicContext, 'reader' | 'apart' | 'afresh' | 'shown'>;

export type LaneResult = {sections: Partial<Sections>; queries: number; tookMs: number};

/** How long early results wait for the rest: one frame is better than two, and a late frame is worse than both. */
const togetherMs = 60;

/**
The topics of one connection, with the time and cost of their last readings. Topics that are due are queried together in
one round trip.
*/
export function createLane(topics: readonly Topic[], reader: Reader) {
	const costs = new Map<SectionId, number>();
	const readAt = new Map<SectionId, number>();

	return {
		/** Average cost of each topic, to divide the budget. */
		costs: costs as ReadonlyMap<SectionId, number>,

		/** Reads these again at the next turn, whatever they cost. */
		expire(ids: readonly SectionId[] = topics.map(({id}) => id)): void {
			for (const id of ids) readAt.delete(id);
			for (const topic of topics) if (ids.includes(topic.id)) topic.forget?.();
		},

		/**
		@param periods milliseconds between two readings of each topic; topics without one are due at once
		@param wanted the sections on screen; all by default
		@param early takes early results while the rest is slow; they are not returned again at the end
		*/
		async read(
			context: SampleContext,
			afresh: ReadonlySet<SectionId>,
			periods: ReadonlyMap<string, number>,
			previous: Sections,
			wanted: Wanted = {},
			early?: (result: LaneResult) => void,
		): Promise<LaneResult> {
			const now = context.now.getTime();
			const {shown} = wanted;
			const due = topics.filter(topic => {
				const at = readAt.get(topic.id);
				return isDue(topic, at === undefined ? at : now - at, periods.get(topic.id) ?? 0, wanted);
			});
			for (const topic of topics)
				if (!readAt.has(topic.id) && comesSecond(topic, wanted)) readAt.set(topic.id, -Infinity);
			let result: LaneResult = {sections: {}, queries: 0, tookMs: 0};
			const impatient = setInterval(() => {
				if (!early || Object.keys(result.sections).length === 0) return;
				early(result);
				result = {sections: {}, queries: 0, tookMs: 0};
			}, togetherMs);
			// Waits for all topics: a result after another topic's failure would count as read and be lost.
			const settled = await Promise.allSettled(
				due.map(async topic => {
					const metered = reader.metered();
					const apart = reader.metered();
					const own = {
						...context,
						reader: metered,
						apart,
						afresh: afresh.has(topic.id),
						shown: (shown?.has(topic.id) ?? false) && (wanted.about ?? topic.id) === topic.id,
					};
					const section = await readTopic(topic, own, previous[topic.id] as Section<never>);
					Object.assign(result.sections, {[topic.id]: section});
					readAt.set(topic.id, now);
					costs.set(topic.id, average(costs.get(topic.id), metered.cost.tookMs));
					result.queries += metered.cost.queries + apart.cost.queries;
					result.tookMs += metered.cost.tookMs + apart.cost.tookMs;
				}),
			);
			clearInterval(impatient);
			for (const one of settled) if (one.status === 'rejected') throw one.reason;
			return result;
		},
	};
}
