import {openJournal} from '../actions/engine/journal.ts';
import {paneTable} from '../domain/snapshot/panes.ts';
import type {Reference} from '../domain/snapshot/side.ts';
import {createStore, type Store} from '../domain/snapshot/store.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {openReader} from '../postgres/reader.ts';
import {createPast} from '../recording/past.ts';
import {createBeginning, lastOf} from '../recording/sides.ts';
import {createTimeMachine} from '../recording/time-machine.ts';
import {createDetailReader} from '../sampler/details.ts';
import type {Live} from '../sampler/engine/live.ts';
import {createSampler} from '../sampler/engine/sampler.ts';
import {createRequestResolver} from '../sampler/requests/request-window.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {createDropWatcher} from './console/drop-watcher.ts';
import {createMeasuring} from './console/measuring.ts';
import {createConsoleRecording} from './console/recording.ts';
import {createServices} from './console/services.ts';
import {readJournal} from './files.ts';
import {commandNames} from './help.ts';
import {judgeOf, topicsOf} from './sampling.ts';
import {type Flags, rejectExtra} from './usage.ts';

export async function consoleCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	if (extra !== undefined) {
		if ((commandNames as readonly string[]).includes(extra))
			throw new UsageError(`"${extra}" is a command and goes first: pgdeck ${extra} …`);
		rejectExtra('console', extra);
	}
	const reference = flags.compare === undefined ? undefined : await endOf(flags.compare);
	return openConsole(resolveSettings(text, flags, process.env, packSet()), reference);
}

/**
Opens the console on a server until the user quits. Without a capable terminal it prints one snapshot as text. The screen's
code loads while the server answers, and the first frame waits briefly for the first sample, so that it is drawn once.
*/
export async function openConsole(settings: Settings, reference?: Reference): Promise<number> {
	const seen = process.stdout.isTTY && process.stdin.isTTY;
	if (!seen || process.env.TERM === 'dumb') {
		if (seen) {
			process.stderr.write(
				"This terminal (TERM=dumb) can't show the console. Here is one snapshot as text.\n",
			);
		}
		// Loaded here because the console itself prints no text.
		return (await import('./snapshot.ts')).printSnapshot(settings);
	}
	const screen = import('./console/screen.tsx');
	const connected = await connect(settings);
	const {connection, reader, session, endpoint} = connected;
	const analytics = openReader(connection, 'analytics');
	const planning = openReader(connection, 'analytics');
	const measuring = createMeasuring(connection);
	const pack = packSet();
	const judge = judgeOf(settings);
	const past = createPast();
	const beginning = createBeginning();
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
			beginning.add(live.snapshot);
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
	const machine = createTimeMachine({
		live: store,
		moments: past,
		reference: reference ?? {source: 'beginning', side: beginning.side},
	});
	const journal = openJournal(settings.journalFile);
	const recording = createConsoleRecording({
		folder: settings.recordingsFolder,
		live: store,
		journal: () => readJournal(journal).entries,
		record: on => sampler.record(on ? Number.POSITIVE_INFINITY : undefined),
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

/** The last moment of a recording, as the reference for changes. */
async function endOf(file: string): Promise<Reference> {
	const {openRecording} = await import('../recording/recording.ts');
	const recording = openRecording(file);
	try {
		const side = lastOf(recording);
		return {source: {file}, side: () => side};
	} finally {
		recording.close();
	}
}

/** How long the first frame waits for a sample. */
const patienceMs = 400;

/** Resolves when every section of the first pane has been sampled once, or after `patienceMs`. */
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
