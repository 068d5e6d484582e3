import type {SectionId} from '../../domain/snapshot/schema.ts';
import type {LaneResult} from './lane.ts';
import type {Live} from './live.ts';
import type {Meeting} from './meeting.ts';
import {isAwaited, type Judge, join, merged, nothing, unread} from './merge.ts';
import type {Topic} from './topic.ts';

type IntakeOptions = {
	topics: readonly Topic[];
	judge: Judge;
	meeting: Meeting;
	live(): Live;
	publish(change: Partial<Live>): void;
	/** A sample is running and will take the results that have arrived. */
	sampling(): boolean;
};

/** Merges results into the published state, one frame for all that arrive together. */
export function createIntake({topics, judge, meeting, live, publish, sampling}: IntakeOptions) {
	const all = topics.map(({id}) => id);
	/** Sections not read since the connection was opened. */
	let afresh = new Set<SectionId>(all);
	/** Results of the analytics connection since the last sample. */
	let arrived = nothing;

	function notAfresh({sections}: LaneResult): readonly SectionId[] {
		const ids = Object.keys(sections) as SectionId[];
		for (const id of ids) afresh.delete(id);
		return ids;
	}

	/** Takes the sections of a sample, with those that arrived since the sample before. */
	function take(result: LaneResult, takenAt: Date): void {
		// Nothing was due: the data on screen keeps its age.
		if (Object.keys(result.sections).length + Object.keys(arrived.sections).length === 0) {
			publish({link: {state: 'live'}});
			return;
		}
		notAfresh(result);
		const sampled = result.sections.health !== undefined;
		const change = merged(live(), judge, join(result, arrived), meeting.server, takenAt, sampled);
		arrived = nothing;
		// A promoted standby changes the badge and the allowed actions.
		const {health} = change.snapshot.sections;
		if (health.status === 'ok' && health.value.inRecovery !== change.snapshot.server.inRecovery)
			meeting.forget();
		publish(change);
	}

	return {
		get afresh(): ReadonlySet<SectionId> {
			return afresh;
		},

		take,

		/** Shows results that the user waits for at once, others with the next sample. */
		arrive(result: LaneResult, asked: boolean): void {
			const awaited = notAfresh(result).some(id => isAwaited(live(), id));
			arrived = join(arrived, result);
			if (!(awaited || asked) || sampling()) return;
			const {cost, takenAt} = live().snapshot;
			take({...nothing, ...cost}, takenAt);
		},

		/** These sections could not be read. The next sample shows that. */
		miss(ids: readonly SectionId[], error: unknown): void {
			arrived = join(arrived, {...nothing, sections: unread(ids, live().snapshot.sections, error)});
		},

		/** Starts over with a new connection. */
		beginAfresh(): void {
			afresh = new Set(all);
		},
	};
}

export type Intake = ReturnType<typeof createIntake>;
