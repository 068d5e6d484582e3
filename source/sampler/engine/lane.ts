import type {SectionId, Sections} from '../../domain/snapshot/schema.ts';
import type {Section} from '../../domain/snapshot/section.ts';
import type {Reader} from '../../postgres/reader.ts';
import {comesSecond, isDue} from './due.ts';
import type {Wanted} from './least-pace.ts';
import {average} from './schedule.ts';
import {readTopic, type Topic, type TopicContext} from './topic.ts';

/** What all topics of a sample have in common. */
export type SampleContext = Omit<TopicContext, 'reader' | 'apart' | 'afresh' | 'shown'>;

export type LaneResult = {sections: Partial<Sections>; queries: number; tookMs: number};

/** How long what has come waits for the rest: one frame is better than two, and none is worst. */
const togetherMs = 60;

/**
The topics of one connection: knows when each was read last and what it costs. Topics that are due are asked together,
so that they travel in one round trip.
*/
export function createLane(topics: readonly Topic[], reader: Reader) {
	const costs = new Map<SectionId, number>();
	const readAt = new Map<SectionId, number>();

	return {
		/** Average cost of each topic, for sharing out the budget. */
		costs: costs as ReadonlyMap<SectionId, number>,

		/** Ask these again at the next turn, whatever they cost. */
		expire(ids: readonly SectionId[] = topics.map(({id}) => id)): void {
			for (const id of ids) readAt.delete(id);
			for (const topic of topics) if (ids.includes(topic.id)) topic.forget?.();
		},

		/**
		@param periods how often each may be asked, in milliseconds, at its least pace or more seldom; topics without one are due at once
		@param wanted what is on screen; by default all
		@param early takes what has come while the rest takes long; it is not given again at the end
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
			// All are waited for: one that comes after the failure of another would count as read, and be lost.
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
