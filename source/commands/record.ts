import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {openJournal} from '../actions/engine/journal.ts';
import {bytes, clock, duration, plural} from '../format/quantities.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {openReader} from '../postgres/reader.ts';
import {createRecorder, defaultBounds, type Recorder} from '../recording/recorder.ts';
import {openRecording, type Recording} from '../recording/recording.ts';
import {createDetailReader} from '../sampler/details.ts';
import type {Live} from '../sampler/engine/live.ts';
import {createSampler} from '../sampler/engine/sampler.ts';
import {parseSize, parseTime} from '../settings/amounts.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {type Connected, connect} from './connect.ts';
import {readJournal} from './files.ts';
import {judgeOf, topicsOf} from './sampling.ts';
import {type Flags, rejectExtra} from './usage.ts';

export async function recordCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [file, text, extra] = input;
	if (file === undefined || file === '')
		throw new UsageError('No file is named. Give one: pgdeck record FILE [connection]');
	rejectExtra('record', extra);
	const forMs = flags.for === undefined ? undefined : parseTime('--for', flags.for);
	const bounds = {
		maxBytes: flags.maxSize === undefined ? defaultBounds.maxBytes : parseSize('--max-size', flags.maxSize),
		keepMs: flags.keep === undefined ? defaultBounds.keepMs : parseTime('--keep', flags.keep),
	};
	const settings = resolveSettings(text, flags, process.env, packSet());
	const connected = await connect(settings);
	const journal = openJournal(settings.journalFile);
	try {
		const recorder = createRecorder(
			{file, ...bounds, journal: () => readJournal(journal).entries, pgdeckVersion: PGDECK_VERSION},
			connected.session.server,
		);
		await recordUntil(connected, settings, recorder, forMs);
		return 0;
	} finally {
		await connected.reader.close();
	}
}

/** Records a server for a while to a temporary file, which is removed after `use`. */
export async function recordBriefly(
	text: string | undefined,
	flags: Flags,
	forMs: number,
	use: (recording: Recording) => void,
): Promise<void> {
	const settings = resolveSettings(text, flags, process.env, packSet());
	const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
	const connected = await connect(settings);
	try {
		const file = path.join(folder, 'a.pgdeck');
		const recorder = createRecorder(
			{file, ...defaultBounds, pgdeckVersion: PGDECK_VERSION},
			connected.session.server,
		);
		await recordUntil(connected, settings, recorder, forMs, '');
		const recording = openRecording(file);
		try {
			use(recording);
		} finally {
			recording.close();
		}
	} finally {
		await connected.reader.close();
		rmSync(folder, {recursive: true, force: true});
	}
}

/** Writes samples until the time is over or a signal arrives. Both are a regular end. */
async function recordUntil(
	connected: Connected,
	settings: Settings,
	recorder: Recorder,
	forMs: number | undefined,
	target = ` to ${recorder.file}`,
): Promise<void> {
	const {connection, reader, session, endpoint} = connected;
	const analytics = openReader(connection, 'analytics');
	const pack = packSet();
	const log = (line: string) => process.stderr.write(`${clock(new Date())}  ${sanitize(line)}\n`);
	const ended = Promise.withResolvers<void>();
	let link: Live['link']['state'] = 'live';
	const sampler = createSampler({
		sampling: reader,
		analytics,
		endpoint,
		session,
		topics: topicsOf(settings, {connection, migrations: settings.migrations}, false),
		readDetail: createDetailReader(settings.requests, settings.migrations, pack),
		judge: judgeOf(settings),
		intervalMs: settings.intervalMs,
		windowHours: settings.windowHours,
		publish(live) {
			try {
				recorder.add(live);
			} catch (error) {
				ended.reject(error);
			}
			if (live.link.state !== link) {
				link = live.link.state;
				log(live.link.state === 'lost' ? `connection lost: ${live.link.error.message}` : 'connected again');
			}
		},
		fail: error => ended.reject(error),
	});
	const {server} = session;
	log(
		`recording ${server.database} on ${server.host}:${server.port}${target}, every ${duration(settings.intervalMs)}${forMs === undefined ? ', until Ctrl+C' : ` for ${duration(forMs)}`}`,
	);
	const logSamples = () => log(`${plural(recorder.samples, 'sample')}, ${bytes(recorder.bytes)}`);
	const everyMinute = setInterval(logSamples, 60_000);
	const timer = forMs === undefined ? undefined : setTimeout(() => ended.resolve(), forMs);
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	const stop = () => ended.resolve();
	for (const signal of signals) process.on(signal, stop);
	try {
		// No pane is on screen. A short recording samples the rare sections more often, to have more than one of each.
		sampler.show([]);
		sampler.record(forMs === undefined ? Number.POSITIVE_INFINITY : forMs / 5);
		sampler.start();
		await ended.promise;
		sampler.stop();
		logSamples();
		recorder.close();
	} finally {
		sampler.stop();
		clearInterval(everyMinute);
		clearTimeout(timer);
		for (const signal of signals) process.off(signal, stop);
		recorder.close();
		await analytics.close();
	}
}
