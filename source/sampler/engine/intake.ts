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
	/** A sample is under way, and will take what has come along. */
	sampling(): boolean;
};

/** Where what was read becomes what is shown: one frame for all that comes together. */
export function createIntake({topics, judge, meeting, live, publish, sampling}: IntakeOptions) {
	const all = topics.map(({id}) => id);
	/** Not read yet since the connection opened. */
	let afresh = new Set<SectionId>(all);
	/** Of the analytics connection, since the sample before. */
	let arrived = nothing;

	function notAfresh({sections}: LaneResult): readonly SectionId[] {
		const ids = Object.keys(sections) as SectionId[];
		for (const id of ids) afresh.delete(id);
		return ids;
	}

	/** The sections that came, with those that arrived since the sample before. */
	function take(result: LaneResult, takenAt: Date): void {
		// Nothing was due: what is on screen is as old as it was.
		if (Object.keys(result.sections).length + Object.keys(arrived.sections).length === 0) {
			publish({link: {state: 'live'}});
			return;
		}
		notAfresh(result);
		const sampled = result.sections.health !== undefined;
		const change = merged(live(), judge, join(result, arrived), meeting.server, takenAt, sampled);
		arrived = nothing;
		// A standby that was promoted is another server to the badge and to every action.
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

		/** What someone waits for is shown at once, the rest with the next sample. */
		arrive(result: LaneResult, asked: boolean): void {
			const awaited = notAfresh(result).some(id => isAwaited(live(), id));
			arrived = join(arrived, result);
			if (!(awaited || asked) || sampling()) return;
			const {cost, takenAt} = live().snapshot;
			take({...nothing, ...cost}, takenAt);
		},

		/** They could not be read, and that is told with the next sample. */
		miss(ids: readonly SectionId[], error: unknown): void {
			arrived = join(arrived, {...nothing, sections: unread(ids, live().snapshot.sections, error)});
		},

		/** The connection is another one. */
		beginAfresh(): void {
			afresh = new Set(all);
		},
	};
}

export type Intake = ReturnType<typeof createIntake>;
