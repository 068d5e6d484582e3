import {render} from 'ink';
import {confirm} from '../actions/confirm.ts';
import {entryFor, openJournal} from '../actions/journal.ts';
import {runPlan} from '../actions/run.ts';
import {actionOf, actions} from '../actions/table.ts';
import {undoable} from '../actions/undo-drop.ts';
import {App, type AppProps} from '../app/app.tsx';
import {initialState} from '../app/state.ts';
import {SkinContext} from '../components/skin.ts';
import {packSet} from '../migrations/directory.ts';
import {UsageError} from '../postgres/errors.ts';
import {openReader} from '../postgres/reader.ts';
import {createDetailReader} from '../sampler/detail.ts';
import type {Live} from '../sampler/live.ts';
import {createSampler} from '../sampler/sampler.ts';
import {createTopics} from '../sampler/topics/all.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {createStore, type Store} from '../snapshot/store.ts';
import {chooseGlyphs} from '../theme/glyphs.ts';
import {chooseTheme} from '../theme/tokens.ts';
import {connect} from './connect.ts';
import {printSnapshot} from './snapshot.ts';
import type {Flags} from './usage.ts';

export async function consoleCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many. See pgdeck --help.`);
	return openConsole(resolveSettings(text, flags, process.env, packSet()));
}

/** The console on a server, until it is quit. Without a terminal: one snapshot as text. */
export async function openConsole(settings: Settings): Promise<number> {
	if (!process.stdout.isTTY || !process.stdin.isTTY) return printSnapshot(settings);
	const {connection, reader, session, endpoint, migrations} = await connect(settings);
	const analytics = openReader(connection, 'analytics');
	const planning = openReader(connection, 'analytics');
	const pack = packSet();
	let store: Store<Live> | undefined;
	let failure: unknown;
	const sampler = createSampler({
		sampling: reader,
		analytics,
		endpoint,
		session,
		topics: createTopics({requests: settings.requests, migrations: settings.migrations, pack}),
		readDetail: createDetailReader(settings.requests, settings.migrations, pack),
		intervalMs: settings.intervalMs,
		windowHours: settings.windowHours,
		publish: live => store?.set(live),
		fail(error) {
			failure = error;
			app.unmount();
		},
	});
	store = createStore(sampler.live);
	const journal = openJournal(settings.journalFile);
	const permission = {readOnly: settings.readOnly};
	let running: AbortController | undefined;

	const services: AppProps['services'] = {
		pause: paused => sampler.pause(paused),
		refresh: () => sampler.refresh(),
		setIntervalMs: intervalMs => sampler.setIntervalMs(intervalMs),
		setWindowHours: hours => sampler.setWindowHours(hours),
		focus: focus => sampler.focus(focus),
		plan(request) {
			const {server} = sampler.live.snapshot;
			const context = {reader: planning, server, permission, journal, migrations, now: new Date()};
			return actionOf(request.action).plan(context, request as never);
		},
		async run(plan, typed, report) {
			running = new AbortController();
			const {signal} = running;
			return runPlan(confirm(plan, typed), {connection, permission, journal, actions, report, signal});
		},
		cancelRun: () => running?.abort(),
		decline: plan => journal.append(entryFor(plan, undefined, 'declined', new Date())),
		undoable: () => undoable(journal.read(), sampler.live.snapshot.server),
		journal: () => journal.read(),
	};
	const skin = {
		theme: chooseTheme(process.env, settings.color),
		glyphs: chooseGlyphs(process.env, settings.ascii),
	};
	const app = render(
		<SkinContext value={skin}>
			<App
				live={store}
				ui={createStore(initialState())}
				services={services}
				readOnly={settings.readOnly}
				journalFile={settings.journalFile}
			/>
		</SkinContext>,
		{alternateScreen: true, incrementalRendering: true, maxFps: 20, exitOnCtrlC: false},
	);
	// Node's warnings would be written over the screen.
	process.on('warning', () => undefined);
	sampler.start();
	try {
		await app.waitUntilExit();
	} finally {
		sampler.stop();
		await Promise.all([reader.close(), analytics.close(), planning.close()]);
	}
	if (failure !== undefined) throw failure;
	return 0;
}
