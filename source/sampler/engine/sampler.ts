import type {Focus} from '../../domain/snapshot/detail.ts';
import type {SectionId} from '../../domain/snapshot/schema.ts';
import {pending} from '../../domain/snapshot/section.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import {createAnalytics} from './analytics.ts';
import {createAttention} from './attention.ts';
import {createBeat} from './beat.ts';
import {type DetailReader, sameFocus} from './detail.ts';
import {firstLive} from './first-live.ts';
import {createIntake} from './intake.ts';
import {createLane, type LaneResult} from './lane.ts';
import type {Live} from './live.ts';
import {createMeeting} from './meeting.ts';
import {type Judge, merged, nothing} from './merge.ts';
import {lostLink} from './reconnection.ts';
import {costBudget, periods} from './schedule.ts';
import {type Endpoint, openSession, type Session} from './session.ts';
import type {Topic} from './topic.ts';
import {createTurns} from './turns.ts';

type SamplerOptions = {
	sampling: Reader;
	analytics: Reader;
	endpoint: Endpoint;
	topics: readonly Topic[];
	readDetail: DetailReader;
	judge: Judge;
	/** Read already, because the console connects before it takes over the screen. */
	session: Session;
	intervalMs: number;
	windowHours: number;
	publish(live: Live): void;
	/** Reports a bug of pgdeck, not an error of the server. */
	fail(error: unknown): void;
	clock?: () => Date;
	random?: () => number;
};

export type Sampler = {
	readonly live: Live;
	start(): void;
	stop(): void;
	pause(paused: boolean): void;
	/** Samples everything now. */
	refresh(): void;
	setIntervalMs(intervalMs: number): void;
	setWindowHours(hours: number): void;
	focus(focus: Focus | undefined): void;
	/**
	Sets the sections on screen. Newly visible ones are read at once, unless sampling is paused and they have data.
	*/
	show(sections: readonly SectionId[]): void;
	/** Also reads sections that are not on screen, for a recording, at their own pace and at least this often. */
	record(atLeastMs: number | undefined): void;
	/** Judges findings again after an acknowledgement. */
	judgeAgain(): void;
};

/** Samples a server repeatedly, one sample at a time, and publishes each as a whole. */
export function createSampler(options: SamplerOptions): Sampler {
	const {topics, sampling, judge, clock = () => new Date(), random = Math.random} = options;
	const of = (connection: Topic['connection']) => topics.filter(topic => topic.connection === connection);
	let stopped = false;
	let live = firstLive(options.session.server, options, clock());

	function publish(change: Partial<Live>): void {
		if (stopped) return;
		live = {...live, ...change, now: clock()};
		options.publish(live);
	}

	const shared = {live: () => live, publish, clock, random, fail: options.fail};
	const attention = createAttention(topics);
	const meeting = createMeeting(options.session, () => openSession(sampling, options.endpoint), clock());
	const turns = createTurns({...shared, sample, moveOn: () => publish({}), failed});
	const intake = createIntake({...shared, topics, judge, meeting, sampling: () => turns.underWay});
	const fast = createLane(of('sampling'), sampling);
	const slow = createAnalytics({
		...shared,
		topics: of('analytics'),
		reader: options.analytics,
		readDetail: options.readDetail,
		intake,
		soon: turns.soon,
	});
	const beat = createBeat(
		topics,
		sampling,
		clock,
		() => live.paused || live.link.state === 'lost' || meeting.server === undefined,
	);

	function soon(): void {
		slow.ask();
		turns.soon();
	}

	function expire(ids?: readonly SectionId[]): void {
		fast.expire(ids);
		slow.expire(ids);
	}

	async function sample(): Promise<void> {
		const now = clock();
		const context = {now, ...(await meeting.meet(now)), windowHours: live.windowHours};
		const wanted = attention.wanted(live.snapshot.sections);
		const often = periods(new Map([...fast.costs, ...slow.costs]), live.intervalMs, costBudget, {
			first: 'health',
			shown: wanted.shown,
			leastMs: id => attention.leastMs(id, wanted),
		});
		void slow.read(context, often, wanted);
		const take = (result: LaneResult) => intake.take(result, now);
		take(await fast.read(context, intake.afresh, often, live.snapshot.sections, wanted, take));
	}

	function failed(error: unknown): void {
		if (!isConnectionLoss(error)) {
			options.fail(error);
			return;
		}
		meeting.forget();
		intake.beginAfresh();
		expire();
		publish({link: lostLink(live.link, error, clock(), random())});
	}

	return {
		get live() {
			return live;
		},
		start() {
			turns.start();
			beat.start();
		},
		stop() {
			if (stopped) return;
			stopped = true;
			turns.stop();
			beat.stop();
			for (const topic of topics) void topic.close?.();
		},
		pause(paused) {
			publish({paused});
			if (!paused) soon();
		},
		refresh() {
			// The action may have created functions of the pack or an extension.
			meeting.doubt();
			expire();
			soon();
		},
		show(sections) {
			const appeared = attention
				.show(sections)
				.filter(id => !live.paused || live.snapshot.sections[id].status === 'pending');
			if (appeared.length === 0) return;
			expire(appeared);
			soon();
		},
		record: attention.record,
		judgeAgain() {
			const {cost, takenAt} = live.snapshot;
			const {snapshot} = merged(live, judge, {...nothing, ...cost}, undefined, takenAt, false);
			publish({snapshot});
		},
		setIntervalMs(intervalMs) {
			publish({intervalMs});
			if (!live.paused) soon();
		},
		setWindowHours(windowHours) {
			publish({windowHours});
			slow.expire(['requests', 'tenants']);
			soon();
		},
		focus(focus) {
			if (sameFocus(live.detail?.focus, focus)) return;
			publish({detail: focus ? {focus, section: pending} : undefined});
			if (focus) soon();
		},
	};
}
