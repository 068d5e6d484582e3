import type {JournalEntry} from '../actions/engine/journal.ts';
import type {JournalStory} from '../actions/engine/journal-story.ts';
import type {Plan} from '../actions/engine/plan.ts';
import type {RunProgress} from '../actions/engine/progress.ts';
import type {WatchedDrop} from '../actions/indexes/drop-watch.ts';
import type {Request} from '../actions/table.ts';
import type {Focus} from '../domain/snapshot/detail.ts';
import type {SectionId} from '../domain/snapshot/schema.ts';
import type {Measurement, MeasurePlan, Obstacle} from '../domain/tables/measurement.ts';
import type {Travel} from '../recording/travel.ts';

/** Everything the screen can ask for. The console connects these to the server, the tests to doubles. */
export type Services = {
	pause(paused: boolean): void;
	refresh(): void;
	setIntervalMs(intervalMs: number): void;
	setWindowHours(hours: number): void;
	focus(focus: Focus | undefined): void;
	/** Goes to another sample or back to the present. @returns a message, if any */
	travel(to: Travel): string | undefined;
	/** Starts or stops playback from the sample on screen. */
	play(): void;
	/** Changes the playback speed. @returns the new speed in words */
	changeSpeed(direction: 1 | -1): string;
	/** Starts or stops recording samples to a file. @returns a message; rejects with a sentence */
	record(): Promise<string>;
	/** The sections of the pane on screen. */
	show(sections: readonly SectionId[]): void;
	/** Only reads. Rejects with a sentence if there is nothing to plan. */
	plan(request: Request): Promise<Plan>;
	/** Runs a confirmed plan and reports its progress. */
	run(plan: Plan, typed: string | undefined, report: (progress: RunProgress) => void): Promise<RunProgress>;
	/** How much measuring a table or an index would read, or why it can't be measured. */
	planMeasure(oid: number): Promise<MeasurePlan | Obstacle>;
	/** Only reads. Rejects with 57014 if it was canceled. */
	measure(plan: MeasurePlan): Promise<Measurement>;
	cancelMeasure(): void;
	/** Cancels the running statement on the server and skips the rest. */
	cancelRun(): void;
	decline(plan: Plan): void;
	/** @throws {UserError} if it can't be saved */
	acknowledge(id: string, reason: string, durationMs: number): void;
	/** Withdraws an acknowledgment. @throws {UserError} if that can't be saved */
	unacknowledge(id: string): void;
	/** Index drops in this database that can be undone, the newest first. */
	undoable(): readonly JournalStory[];
	/** The watched drop, if one was run in the last 15 minutes. */
	watched(): WatchedDrop | undefined;
	/** Actions run from this host, or why the journal can't be read: then nothing can be undone. */
	journal(): {readonly entries: readonly JournalEntry[]; readonly problem?: string};
	/** Asks the terminal to put text on its clipboard; it may ignore that. */
	copy(text: string): {readonly sent: number; readonly all: number; readonly tmux: boolean};
	repaint(): void;
	suspend(): void;
	quit(): void;
};
