import type {Reader} from '../postgres/reader.ts';
import {isConnectionLoss, toServerError} from '../postgres/server-error.ts';
import type {SectionId} from '../snapshot/schema.ts';
import {pending} from '../snapshot/section.ts';
import {createAttention} from './attention.ts';
import {createBeat} from './beat.ts';
import {type DetailReader, type Focus, readDetailSection, sameFocus} from './detail.ts';
import {firstLive} from './first-live.ts';
import {createLane, type LaneResult, type SampleContext} from './lane.ts';
import type {Wanted} from './least-pace.ts';
import type {Live} from './live.ts';
import {isAwaited, type Judge, join, lostLink, merged, nothing, unread} from './merge.ts';
import {costBudget, periods, reconnectDelayMs} from './schedule.ts';
import {type Endpoint, openSession, type Session} from './session.ts';
import type {Topic} from './topic.ts';

export type SamplerOptions = {
	sampling: Reader;
	analytics: Reader;
	endpoint: Endpoint;
	topics: readonly Topic[];
	readDetail: DetailReader;
	judge: Judge;
	/** Met already: the console connects before it takes the screen. */
	session: Session;
	intervalMs: number;
	windowHours: number;
	publish(live: Live): void;
	/** A fault of this program, not of the server. */
	fail(error: unknown): void;
	clock?: () => Date;
	random?: () => number;
};

export type Sampler = {
	readonly live: Live;
	start(): void;
	stop(): void;
	pause(paused: boolean): void;
	/** Sample now, everything. */
	refresh(): void;
	setIntervalMs(intervalMs: number): void;
	setWindowHours(hours: number): void;
	focus(focus: Focus | undefined): void;
	/** These are on screen now. What comes into sight is read at once, unless it is paused and there is something to show. */
	show(sections: readonly SectionId[]): void;
	/** What is not on screen is read for a recording too, at a pace of its own, and not more seldom than this. */
	record(atLeastMs: number | undefined): void;
	/** What is a finding has changed without the server: an acknowledgement. */
	judgeAgain(): void;
};

const capabilitiesForMs = 60_000;
/** SQLSTATE too_many_connections. */
const noConnectionLeft = '53300';
/** While nothing is sampled, ages on screen move this often. */
const pausedMs = 5000;
/** How often a sample that takes longer than the interval lets ages on screen move on. */
const heartbeatMs = 1000;

/** Samples a server again and again, one sample at a time, and publishes each as a whole. */
export function createSampler(options: SamplerOptions): Sampler {
	const {clock = () => new Date(), random = Math.random} = options;
	const fast = createLane(
		options.topics.filter(topic => topic.connection === 'sampling'),
		options.sampling,
	);
	const slow = createLane(
		options.topics.filter(topic => topic.connection === 'analytics'),
		options.analytics,
	);
	let session: Session | undefined = options.session;
	let capabilitiesAt = clock().getTime();
	const attention = createAttention(options.topics);
	let afresh = new Set<SectionId>(options.topics.map(({id}) => id));
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;
	let ticking = false;
	let again = false;
	let slowRunning = false;
	let refused = {attempt: 0, until: 0};
	let arrived = nothing;
	let live = firstLive(options.session.server, options, clock());

	const beat = createBeat(
		options.topics,
		options.sampling,
		clock,
		() => live.paused || live.link.state === 'lost' || session === undefined,
	);

	function publish(change: Partial<Live>): void {
		if (stopped) return;
		live = {...live, ...change, now: clock()};
		options.publish(live);
	}

	function schedule(delayMs: number): void {
		clearTimeout(timer);
		if (!stopped) timer = setTimeout(() => void tick(), delayMs);
	}

	/** The next sample, as long after the beginning of the last as the interval says; never two at once. */
	function scheduleNext(startedAt: number): void {
		if (again) {
			again = false;
			schedule(0);
		} else if (live.link.state === 'lost') {
			const waitMs = live.link.nextAttemptAt.getTime() - clock().getTime();
			schedule(Math.min(1000, Math.max(0, waitMs)));
		} else if (live.paused) {
			schedule(pausedMs);
		} else {
			schedule(Math.max(50, startedAt + live.intervalMs - clock().getTime()));
		}
	}

	let forced = false;
	/** What is read of the analytics connection next is to be shown at once, not with the sample after it. */
	let asked = false;

	function soon(): void {
		forced = true;
		asked = true;
		if (ticking) again = true;
		else schedule(0);
	}

	async function tick(): Promise<void> {
		if (ticking || stopped) return;
		ticking = true;
		const startedAt = clock().getTime();
		const waiting = live.link.state === 'lost' && live.link.nextAttemptAt.getTime() > startedAt;
		const due = forced || !(waiting || live.paused);
		forced = false;
		// A server that hangs must not look live: what is on screen grows old while its answer is waited for.
		const heartbeat = setInterval(() => {
			if (clock().getTime() - startedAt > live.intervalMs) publish({});
		}, heartbeatMs);
		heartbeat.unref();
		try {
			if (due) await sample();
			else publish({});
		} catch (error) {
			if (isConnectionLoss(error)) lose(error);
			else options.fail(error);
		} finally {
			clearInterval(heartbeat);
			ticking = false;
			scheduleNext(startedAt);
		}
	}

	async function sample(): Promise<void> {
		const now = clock();
		session ??= await openSession(options.sampling, options.endpoint);
		if (now.getTime() - capabilitiesAt > capabilitiesForMs) {
			session = await openSession(options.sampling, options.endpoint);
			capabilitiesAt = now.getTime();
		}
		const all = new Map([...fast.costs, ...slow.costs]);
		const wanted = attention.wanted(live.snapshot.sections);
		const leastMs = (id: string) => attention.leastMs(id, wanted);
		const often = periods(all, live.intervalMs, costBudget, {first: 'health', shown: wanted.shown, leastMs});
		const context = {now, ...session, windowHours: live.windowHours};
		void sampleSlowly(context, often, wanted);
		const early = (result: LaneResult) => take(result, now);
		take(await fast.read(context, afresh, often, live.snapshot.sections, wanted, early), now);
	}

	/** The analytics connection has its own pace: a question that takes seconds must not hold up the vital signs. */
	async function sampleSlowly(
		context: SampleContext,
		often: ReadonlyMap<string, number>,
		wanted: Wanted,
	): Promise<void> {
		if (slowRunning || (context.now.getTime() < refused.until && !asked)) return;
		slowRunning = true;
		const soonest = asked;
		asked = false;
		try {
			const early = (result: LaneResult) => arrive(result, false);
			const result = await slow.read(context, afresh, often, live.snapshot.sections, wanted, early);
			refused = {attempt: 0, until: 0};
			arrive(result, soonest);
			await readFocus(context);
		} catch (error) {
			// The sampling connection meets the same loss and tells of it, but that there is no second one.
			if (toServerError(error).code === noConnectionLeft) refuse(error);
			else if (!isConnectionLoss(error)) options.fail(error);
		} finally {
			slowRunning = false;
			// Asked for while this was under way: while it is paused, no other sample would bring it.
			if (asked) soon();
		}
	}

	/** Asked for again and again, a server that is full would have to refuse it as often, each time with a line in its log. */
	function refuse(error: unknown): void {
		const {attempt} = refused;
		refused = {attempt: attempt + 1, until: clock().getTime() + reconnectDelayMs(attempt, random())};
		const ids = options.topics.filter(({connection}) => connection === 'analytics').map(({id}) => id);
		arrived = join(arrived, {...nothing, sections: unread(ids, live.snapshot.sections, error)});
		slow.expire();
	}

	/** What someone waits for is shown at once, the rest with the next sample: one frame each. */
	function arrive(result: LaneResult, wanted: boolean): void {
		const ids = Object.keys(result.sections) as SectionId[];
		for (const id of ids) afresh.delete(id);
		const awaited = ids.some(id => isAwaited(live, id));
		arrived = join(arrived, result);
		if ((awaited || wanted) && !ticking) take({...nothing, ...live.snapshot.cost}, live.snapshot.takenAt);
	}

	async function readFocus(context: SampleContext): Promise<void> {
		const focus = live.detail?.focus;
		if (!focus) return;
		const section = await readDetailSection(options.readDetail, focus, context, options.analytics.metered());
		if (sameFocus(live.detail?.focus, focus)) publish({detail: {focus, section}});
	}

	/** The sections that came, with those of the analytics connection since the sample before. */
	function take(result: LaneResult, takenAt: Date): void {
		// Nothing was due: what is on screen is as old as it was.
		if (Object.keys(result.sections).length + Object.keys(arrived.sections).length === 0) {
			publish({link: {state: 'live'}});
			return;
		}
		for (const id of Object.keys(result.sections)) afresh.delete(id as SectionId);
		const change = merged(
			live,
			options.judge,
			join(result, arrived),
			session?.server,
			takenAt,
			result.sections.health !== undefined,
		);
		arrived = nothing;
		// A standby that was promoted is another server to the badge and to every action.
		const {health} = change.snapshot.sections;
		if (health.status === 'ok' && health.value.inRecovery !== change.snapshot.server.inRecovery)
			session = undefined;
		publish(change);
	}

	function lose(error: unknown): void {
		session = undefined;
		afresh = new Set(options.topics.map(({id}) => id));
		fast.expire();
		slow.expire();
		publish({link: lostLink(live.link, error, clock(), random())});
	}

	return {
		get live() {
			return live;
		},
		start() {
			schedule(0);
			beat.start();
		},
		stop() {
			if (stopped) return;
			stopped = true;
			clearTimeout(timer);
			beat.stop();
			for (const topic of options.topics) void topic.close?.();
		},
		pause(paused) {
			publish({paused});
			if (!paused) soon();
		},
		refresh() {
			// What an action may have made counts too: the pack's functions, an extension.
			capabilitiesAt = 0;
			fast.expire();
			slow.expire();
			soon();
		},
		show(sections) {
			const appeared = attention
				.show(sections)
				.filter(id => !live.paused || live.snapshot.sections[id].status === 'pending');
			if (appeared.length === 0) return;
			fast.expire(appeared);
			slow.expire(appeared);
			soon();
		},
		record: attention.record,
		judgeAgain() {
			const {cost, takenAt} = live.snapshot;
			const {snapshot} = merged(live, options.judge, {...nothing, ...cost}, undefined, takenAt, false);
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
