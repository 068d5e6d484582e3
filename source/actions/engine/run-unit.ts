import {performance} from 'node:perf_hooks';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import type {Action, RunPlace} from './action.ts';
import {keepsAdvisoryLock} from './advisory-lock.ts';
import {cleanUp, lookAfter} from './after-unit.ts';
import type {ConfirmedPlan} from './confirm.ts';
import {type Answer, execute} from './execute.ts';
import {noteInterruption} from './interruption.ts';
import {entryFor, type Journal} from './journal.ts';
import type {createNotices} from './notices.ts';
import type {Unit} from './plan.ts';
import type {Permission} from './policy.ts';
import type {RunProgress, UnitProgress} from './progress.ts';
import type {Session} from './session.ts';
import {describeFailure} from './statement-failure.ts';
import {noteWord} from './words.ts';

export type RunOptions = Omit<RunPlace, 'server'> & {
	permission: Permission;
	journal: Journal;
	actions: readonly Action[];
	report(progress: RunProgress): void;
	/** Cancels the running statement on the server and skips the rest. */
	signal: AbortSignal;
};

export type Run = RunOptions & {
	action: Action;
	session: Session;
	reader: Reader;
	/** Resources that the action has opened for the run. */
	opened: unknown;
	notices: ReturnType<typeof createNotices>;
	progress(): RunProgress;
	report(change: Partial<RunProgress>): void;
};

/** One unit: verified, recorded in the journal, sent, looked at, and recorded with its result. */
export async function runUnit(
	plan: ConfirmedPlan,
	unit: Unit,
	run: Run,
): Promise<'done' | 'failed' | 'cancelled'> {
	const update = (change: Partial<UnitProgress>) =>
		run.report({
			units: run.progress().units.map(item => (item.id === unit.id ? {...item, ...change} : item)),
		});
	const journal = (
		...args: Parameters<typeof entryFor> extends [unknown, unknown, ...infer Rest] ? Rest : never
	) => run.journal.append(entryFor(plan, unit, ...args));

	const held = await keepsAdvisoryLock(run.session, plan.advisoryLock);
	const obstacle = held ? await run.action.verify(run.reader, unit, run.opened) : noteWord('lock-lost');
	if (obstacle) {
		update({state: 'failed', note: `not run: ${obstacle.text}`, notes: [obstacle]});
		return 'failed';
	}
	journal('started', new Date());
	const ended = noteInterruption(
		run.signal,
		() => run.progress().statement,
		why => {
			try {
				journal('interrupted', new Date(), {result: why.text, notes: [why]});
			} catch (error) {
				// A full disk must not prevent the cancel.
				run.report({note: describeError(toServerError(error))});
			}
		},
	);
	const began = performance.now();
	update({state: 'running'});
	run.notices.take();
	const answers: Answer[] = [];
	const note = (text: string | undefined) => run.report({note: text});
	const look = (code?: string) =>
		lookAfter(run.action, run.reader, unit, {answers, signal: run.signal, note, ...(code ? {code} : {})});
	const attempt = async () => {
		try {
			await execute(unit, {...run, advisoryLock: plan.advisoryLock}, began, {
				statement: text => run.report({statement: text}),
				note,
				answer: rows => answers.push(rows),
				done: statementsDone => update({statementsDone}),
			});
			return undefined;
		} catch (error) {
			const done = run.progress().units.find(({id}) => id === unit.id)?.statementsDone ?? 0;
			return describeFailure(error, unit, done, run.signal.aborted);
		}
	};
	try {
		const failed = await attempt();
		const tookMs = Math.round(performance.now() - began);
		if (failed) {
			const kept = [...failed.notes, ...(await cleanUp(run.action, unit, failed.error.code, run))];
			const {said} = await look(failed.error.code);
			const notices = run.notices.take();
			const now = [textOf(kept), said?.text].filter(Boolean).join(' Now ');
			const note = [now, notices?.text].filter(Boolean).join(' ');
			const notes = [...kept, ...(said ? [said] : []), ...(notices ? [notices] : [])];
			update({state: 'failed', tookMs, note, notes, error: failed.error});
			journal('failed', new Date(), {tookMs, result: note, notes, error: failed.error});
			return run.signal.aborted ? 'cancelled' : 'failed';
		}
		// It is done, even if its outcome can't be read.
		const {said, unachieved} = await look();
		const state = unachieved ? 'failed' : 'done';
		const notes = [said, run.notices.take()].flatMap(item => item ?? []);
		const note = notes.map(({text}) => text).join('. ');
		const known = notes.length === 0 ? {} : {notes};
		update({state, tookMs, ...known, ...(note ? {note} : {})});
		journal(state, new Date(), {tookMs, ...known, ...(note ? {result: note} : {})});
		return state;
	} finally {
		ended();
	}
}

function textOf(notes: readonly Coded[]): string {
	return notes.map(({text}) => text).join(' ');
}
