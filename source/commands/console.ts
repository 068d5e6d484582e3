import {confirm} from '../actions/confirm.ts';
import {entryFor, type Journal, openJournal} from '../actions/journal.ts';
import {runPlan} from '../actions/run.ts';
import {actionOf, actions} from '../actions/table.ts';
import {undoable} from '../actions/undo-drop.ts';
import type {Services} from '../app/services.ts';
import type {Acknowledgements} from '../history/acknowledged.ts';
import {packSet} from '../migrations/directory.ts';
import {RefusedError, UsageError} from '../postgres/errors.ts';
import {openReader, type Reader} from '../postgres/reader.ts';
import {createPast} from '../recording/past.ts';
import {createTimeMachine, type TimeMachine} from '../recording/time-machine.ts';
import {refusalOfPast} from '../recording/travel.ts';
import {createDetailReader} from '../sampler/detail.ts';
import type {Live} from '../sampler/live.ts';
import {planMeasurement} from '../sampler/measure.ts';
import {createRequestResolver} from '../sampler/request-window.ts';
import {createSampler, type Sampler} from '../sampler/sampler.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {paneTable} from '../snapshot/panes.ts';
import {createStore, type Store} from '../snapshot/store.ts';
import {type Connected, connect} from './connect.ts';
import {type ConsoleRecording, createConsoleRecording} from './console-recording.ts';
import {copyToTerminal} from './copy.ts';
import {createDropWatcher, type DropWatcher} from './drop-watcher.ts';
import {judgeOf} from './judge.ts';
import {createMeasuring, type Measuring} from './measuring.ts';
import {printSnapshot} from './snapshot.ts';
import {stoppable} from './stoppable.ts';
import {toldJournal} from './told-journal.ts';
import {topicsOf} from './topics.ts';
import type {Flags} from './usage.ts';

export async function consoleCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many. See pgdeck --help.`);
	return openConsole(resolveSettings(text, flags, process.env, packSet()));
}

/**
The console on a server, until it is quit. Without a terminal that can show it: one snapshot as text. The screen's code is loaded while
the server answers, and the first frame waits a moment for the first sample: one full screen is sooner than two.
*/
export async function openConsole(settings: Settings): Promise<number> {
	if (!process.stdout.isTTY || !process.stdin.isTTY) return printSnapshot(settings);
	if (process.env.TERM === 'dumb') {
		process.stderr.write("This terminal (TERM=dumb) can't show the console: here is one snapshot as text.\n");
		return printSnapshot(settings);
	}
	const screen = import('./console-screen.tsx');
	const connected = await connect(settings);
	const {connection, reader, session, endpoint} = connected;
	const analytics = openReader(connection, 'analytics');
	const planning = openReader(connection, 'analytics');
	const measuring = createMeasuring(connection);
	const pack = packSet();
	const judge = judgeOf(settings);
	const past = createPast();
	let store: Store<Live> | undefined;
	let fail: (error: unknown) => void = error => {
		throw error;
	};
	const sampler = createSampler({
		sampling: reader,
		analytics,
		endpoint,
		session,
		topics: topicsOf(settings, {connection, migrations: settings.migrations}, false),
		readDetail: createDetailReader(settings.requests, settings.migrations, pack),
		judge,
		intervalMs: settings.intervalMs,
		windowHours: settings.windowHours,
		publish(live) {
			past.add(live);
			store?.set(live);
		},
		fail: error => fail(error),
	});
	const resolve = createRequestResolver(settings.requests);
	const watcher = createDropWatcher({
		reader: planning,
		entries: () => openJournal(settings.journalFile).read(),
		server: () => sampler.live.snapshot.server,
		async source() {
			const found = await resolve({reader: planning, capabilities: session.capabilities, afresh: false});
			return 'source' in found ? found.source : undefined;
		},
	});
	store = createStore(sampler.live);
	const machine = createTimeMachine({live: store, moments: past});
	const journal = openJournal(settings.journalFile);
	const recording = createConsoleRecording({
		folder: settings.recordingsFolder,
		live: store,
		journal: () => toldJournal(journal).entries,
		show: sections => sampler.show(sections),
		setRecording: machine.setRecording,
	});
	sampler.start();
	try {
		const [{showConsole}] = await Promise.all([screen, firstSample(store)]);
		const shown = showConsole({
			live: machine.shown,
			services: createServices(connected, settings, sampler, {
				planning,
				journal,
				acknowledgements: judge.acknowledgements,
				machine,
				recording,
				measuring,
				watcher,
			}),
			settings,
		});
		fail = shown.fail;
		await shown.ended;
		return 0;
	} finally {
		machine.stop();
		sampler.stop();
		recording.close();
		await measuring.stop();
		await watcher.stop();
		await Promise.all([reader.close(), analytics.close(), planning.close()]);
	}
}

/** How long the first frame waits for something to show. */
const patienceMs = 400;

/** When every section of the first pane has been asked once, or it takes too long. */
function firstSample(store: Store<Live>): Promise<void> {
	return new Promise(resolve => {
		const timer = setTimeout(finish, patienceMs);
		const unsubscribe = store.subscribe(() => {
			const {sections} = store.get().snapshot;
			if (paneTable.overview.sections.every(id => sections[id].status !== 'pending')) finish();
		});
		function finish(): void {
			clearTimeout(timer);
			unsubscribe();
			resolve();
		}
	});
}

type Beside = {
	readonly planning: Reader;
	readonly journal: Journal;
	readonly acknowledgements: Acknowledgements;
	readonly machine: TimeMachine;
	readonly recording: ConsoleRecording;
	readonly measuring: Measuring;
	readonly watcher: DropWatcher;
};

/** What the screen can ask for, wired to the server. */
function createServices(
	{connection, migrations}: Connected,
	settings: Settings,
	sampler: Sampler,
	{planning, journal, acknowledgements, machine, recording, measuring, watcher}: Beside,
): Omit<Services, 'quit' | 'repaint' | 'suspend'> {
	const told = () => toldJournal(journal);
	const permission = {readOnly: settings.readOnly};
	let running: AbortController | undefined;
	// An earlier console may have dropped something, too.
	watcher.look();
	return {
		pause: paused => sampler.pause(paused),
		refresh: () => sampler.refresh(),
		setIntervalMs: intervalMs => sampler.setIntervalMs(intervalMs),
		setWindowHours: hours => sampler.setWindowHours(hours),
		focus(focus) {
			machine.focus(focus);
			sampler.focus(focus);
		},
		travel: machine.travel,
		play: machine.play,
		changeSpeed: machine.changeSpeed,
		record: recording.toggle,
		show: recording.show,
		async plan(request) {
			const {past} = machine.shown.get();
			if (past) throw new RefusedError(refusalOfPast(past));
			const {server} = sampler.live.snapshot;
			const context = {
				reader: planning,
				connection,
				server,
				permission,
				journal,
				migrations,
				now: new Date(),
			};
			return actionOf(request.action).plan(context, request as never);
		},
		async run(plan, typed, report) {
			const {past} = machine.shown.get();
			if (past) throw new RefusedError(refusalOfPast(past));
			running = new AbortController();
			try {
				return await stoppable(running, signal =>
					runPlan(confirm(plan, typed), {connection, permission, journal, actions, report, signal}),
				);
			} finally {
				watcher.look();
			}
		},
		planMeasure: oid => planMeasurement(planning, oid, sampler.live.snapshot.server.quotedUser),
		measure: plan => measuring.run(plan),
		cancelMeasure: () => measuring.cancel(),
		cancelRun: () => running?.abort(),
		acknowledge(id, reason, durationMs) {
			const now = new Date();
			acknowledgements.add(
				sampler.live.snapshot.server,
				id,
				reason,
				new Date(now.getTime() + durationMs),
				now,
			);
			sampler.judgeAgain();
		},
		unacknowledge(id) {
			acknowledgements.remove(sampler.live.snapshot.server, id, new Date());
			sampler.judgeAgain();
		},
		decline: plan => journal.append(entryFor(plan, undefined, 'declined', new Date())),
		watched: () => watcher.watched(),
		undoable: () => undoable(told().entries, sampler.live.snapshot.server),
		journal: told,
		copy: copyToTerminal,
	};
}
