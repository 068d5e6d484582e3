import type {Services} from '../app/services.ts';
import {sectionIds} from '../domain/snapshot/sections.ts';
import type {Reference, Side} from '../domain/snapshot/side.ts';
import {RefusedError, UsageError} from '../postgres/errors.ts';
import {openRecording, type Recording} from '../recording/recording.ts';
import {firstOf} from '../recording/sides.ts';
import {createTimeMachine, type TimeMachine} from '../recording/time-machine.ts';
import {refusalOfPast} from '../recording/travel.ts';
import {readConfig} from '../settings/config.ts';
import {paths} from '../settings/paths.ts';
import {copyToTerminal} from '../terminal/clipboard.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** Opens the console on a recording, without a server. Actions are refused. */
export async function replayCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [file, extra] = input;
	if (file === undefined || file === '')
		throw new UsageError('No recording is named. Give one: pgdeck replay FILE');
	rejectExtra('replay', extra);
	const config = readConfig(flags.config ?? paths(process.env).config, flags.config !== undefined);
	const recording = openRecording(file);
	try {
		if (!process.stdout.isTTY || !process.stdin.isTTY || process.env.TERM === 'dumb')
			return await printLast(recording);
		const {showConsole} = await import('./console/screen.tsx');
		const machine = createTimeMachine({moments: recording, reference: beginningOf(recording)});
		try {
			const shown = showConsole({
				live: machine.shown,
				services: replayServices(machine, recording),
				settings: {
					color: flags.color ?? config.color ?? true,
					ascii: flags.ascii ?? config.ascii ?? false,
					readOnly: true,
					journalFile: file,
				},
			});
			await shown.ended;
			return 0;
		} finally {
			machine.stop();
		}
	} finally {
		recording.close();
	}
}

/** The recording's first moment, read when the Changes pane first asks for it. */
function beginningOf(recording: Recording): Reference {
	let side: Side | undefined;
	return {
		source: 'beginning',
		side() {
			side ??= firstOf(recording);
			return side;
		},
	};
}

/** Prints the last moment as text, for use without a terminal. */
async function printLast(recording: Recording): Promise<number> {
	const last = recording.at(Number.POSITIVE_INFINITY);
	if (last) {
		const {snapshotText} = await import('./text/snapshot.ts');
		process.stdout.write(snapshotText(last.snapshot, sectionIds));
	}
	return 0;
}

/** The services of a recording: it can be viewed at any moment, not changed. */
function replayServices(
	machine: TimeMachine,
	recording: Pick<Recording, 'journal'>,
): Omit<Services, 'quit' | 'repaint' | 'suspend'> {
	const refuse = (): never => {
		const {past} = machine.shown.get();
		throw new RefusedError(past ? refusalOfPast(past) : "A recording can't be changed.");
	};
	const refused = async (): Promise<never> => refuse();
	const entries = recording.journal();
	return {
		pause: () => machine.play(),
		refresh: () => undefined,
		setIntervalMs: () => undefined,
		setWindowHours: () => undefined,
		focus: machine.focus,
		travel: machine.travel,
		play: machine.play,
		changeSpeed: machine.changeSpeed,
		record: refused,
		show: () => undefined,
		plan: refused,
		run: refused,
		planMeasure: refused,
		measure: refused,
		cancelMeasure: () => undefined,
		cancelRun: () => undefined,
		decline: () => undefined,
		acknowledge: refuse,
		unacknowledge: refuse,
		copy: copyToTerminal,
		undoable: () => [],
		watched: () => undefined,
		journal: () => ({entries: entries.filter(({at}) => at <= machine.shown.get().now)}),
	};
}
