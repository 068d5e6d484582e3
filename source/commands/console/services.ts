import {confirm} from '../../actions/engine/confirm.ts';
import {entryFor, type Journal} from '../../actions/engine/journal.ts';
import {undoable} from '../../actions/indexes/undoable.ts';
import type {Services} from '../../app/services.ts';
import type {Acknowledgements} from '../../history/acknowledged.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {TimeMachine} from '../../recording/time-machine.ts';
import {refusalOfPast} from '../../recording/travel.ts';
import type {Sampler} from '../../sampler/engine/sampler.ts';
import {planMeasurement} from '../../sampler/tables/measure.ts';
import type {Settings} from '../../settings/settings.ts';
import {copyToTerminal} from '../../terminal/clipboard.ts';
import type {Connected} from '../connect.ts';
import {readJournal} from '../files.ts';
import {stoppable} from '../signals.ts';
import type {DropWatcher} from './drop-watcher.ts';
import type {Measuring} from './measuring.ts';
import type {ConsoleRecording} from './recording.ts';

type Beside = {
	readonly planning: Reader;
	readonly journal: Journal;
	readonly acknowledgements: Acknowledgements;
	readonly machine: TimeMachine;
	readonly recording: ConsoleRecording;
	readonly measuring: Measuring;
	readonly watcher: DropWatcher;
};

/** The services that the screen calls, wired to the server. */
export function createServices(
	{connection, migrations}: Connected,
	settings: Settings,
	sampler: Sampler,
	{planning, journal, acknowledgements, machine, recording, measuring, watcher}: Beside,
): Omit<Services, 'quit' | 'repaint' | 'suspend'> {
	const told = () => readJournal(journal);
	const permission = {readOnly: settings.readOnly};
	let running: AbortController | undefined;
	// An earlier console may have dropped an index.
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
		show: sections => sampler.show(sections),
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
			const {actionOf} = await import('../../actions/table.ts');
			return actionOf(request.action).plan(context, request);
		},
		async run(plan, typed, report) {
			const {past} = machine.shown.get();
			if (past) throw new RefusedError(refusalOfPast(past));
			running = new AbortController();
			try {
				// Loaded on first use, to keep the start cheap.
				const [{runPlan}, {actions}] = await Promise.all([
					import('../../actions/engine/run.ts'),
					import('../../actions/table.ts'),
				]);
				const options = {connection, replicas: settings.replicas, permission, journal, actions, report};
				return await stoppable(running, signal => runPlan(confirm(plan, typed), {...options, signal}));
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
