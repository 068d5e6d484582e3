import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {type DetailReader, readDetailSection, sameFocus} from './detail.ts';
import type {Intake} from './intake.ts';
import {createLane, type LaneResult, type SampleContext} from './lane.ts';
import type {Wanted} from './least-pace.ts';
import type {Live} from './live.ts';
import {notRefused, refusedAgain} from './reconnection.ts';
import type {Topic} from './topic.ts';

/** SQLSTATE too_many_connections. */
const noConnectionLeft = '53300';

type AnalyticsOptions = {
	topics: readonly Topic[];
	reader: Reader;
	readDetail: DetailReader;
	intake: Intake;
	live(): Live;
	publish(change: Partial<Live>): void;
	/** Takes a sample at once. */
	soon(): void;
	fail(error: unknown): void;
	clock(): Date;
	random(): number;
};

/** The analytics connection has its own pace, because a query that takes seconds must not hold up the vital signs. */
export function createAnalytics(options: AnalyticsOptions) {
	const {topics, reader, readDetail, intake, live, publish, soon, fail, clock, random} = options;
	const lane = createLane(topics, reader);
	let underWay = false;
	/** The next results are shown at once, not with the next sample. */
	let asked = false;
	let refusal = notRefused;

	async function readFocus(context: SampleContext): Promise<void> {
		const focus = live().detail?.focus;
		if (!focus) return;
		const section = await readDetailSection(readDetail, focus, context, reader.metered());
		if (sameFocus(live().detail?.focus, focus)) publish({detail: {focus, section}});
	}

	function refuse(error: unknown): void {
		refusal = refusedAgain(refusal, clock(), random());
		intake.miss(
			topics.map(({id}) => id),
			error,
		);
		lane.expire();
	}

	return {
		costs: lane.costs,
		expire: lane.expire,

		/** The user asked for this and waits. */
		ask(): void {
			asked = true;
		},

		/** Reads the topics that are due and the open detail. Does nothing while a reading runs or after a refusal. */
		async read(context: SampleContext, periods: ReadonlyMap<string, number>, wanted: Wanted): Promise<void> {
			if (underWay || (context.now.getTime() < refusal.until && !asked)) return;
			underWay = true;
			const soonest = asked;
			asked = false;
			try {
				const early = (result: LaneResult) => intake.arrive(result, false);
				const {sections} = live().snapshot;
				const result = await lane.read(context, intake.afresh, periods, sections, wanted, early);
				refusal = notRefused;
				intake.arrive(result, soonest);
				await readFocus(context);
			} catch (error) {
				// The sampling connection reports the same loss, but not that the second connection is missing.
				if (toServerError(error).code === noConnectionLeft) refuse(error);
				else if (!isConnectionLoss(error)) fail(error);
			} finally {
				underWay = false;
				// Requested during this reading: while paused, no other sample would bring it.
				if (asked) soon();
			}
		},
	};
}
