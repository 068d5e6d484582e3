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

/** What the screen can ask for. The console wires these to the server; the tests to doubles. */
export type Services = {
	pause(paused: boolean): void;
	refresh(): void;
	setIntervalMs(intervalMs: number): void;
	setWindowHours(hours: number): void;
	focus(focus: Focus | undefined): void;
	/** To another moment, or back to the present. Gives what there is to say of it. */
	travel(to: Travel): string | undefined;
	/** Plays on from the moment that is shown, or stops. */
	play(): void;
	/** Plays faster or slower. Gives how fast. */
	changeSpeed(direction: 1 | -1): string;
	/** Begins to write samples to a file, or ends it. Gives what there is to say of it; rejects with a sentence. */
	record(): Promise<string>;
	/** Sections of the pane that is on screen now. */
	show(sections: readonly SectionId[]): void;
	/** Reads only. Rejects with a sentence where there is nothing to plan. */
	plan(request: Request): Promise<Plan>;
	/** Runs a plan that was confirmed on screen, telling of its progress. */
	run(plan: Plan, typed: string | undefined, report: (progress: RunProgress) => void): Promise<RunProgress>;
	/** What measuring a table or an index would read, or why it can't be measured. */
	planMeasure(oid: number): Promise<MeasurePlan | Obstacle>;
	/** Reads only. Rejects with 57014 where it was cancelled. */
	measure(plan: MeasurePlan): Promise<Measurement>;
	cancelMeasure(): void;
	/** Has the server cancel the statement that runs, and leaves the rest undone. */
	cancelRun(): void;
	decline(plan: Plan): void;
	/** @throws {UserError} where it can't be written down */
	acknowledge(id: string, reason: string, durationMs: number): void;
	/** Takes an acknowledgement back. @throws {UserError} where it can't be written down */
	unacknowledge(id: string): void;
	/** Drops of this database that can be undone, the newest first. */
	undoable(): readonly JournalStory[];
	/** The drop that is watched, where one was done in the last quarter of an hour. */
	watched(): WatchedDrop | undefined;
	/** What was done from this host, or why that can't be read: then nothing of it is known, nor what can be undone. */
	journal(): {readonly entries: readonly JournalEntry[]; readonly problem?: string};
	/** Has the terminal put it on its clipboard, if that likes to. */
	copy(text: string): {readonly sent: number; readonly all: number; readonly tmux: boolean};
	repaint(): void;
	suspend(): void;
	quit(): void;
};
