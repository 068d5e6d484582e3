import {checkLine} from '../actions/engine/check.ts';
import {confirm} from '../actions/engine/confirm.ts';
import {entryFor, openJournal} from '../actions/engine/journal.ts';
import {nothingJson, planJson, runJson} from '../actions/engine/json.ts';
import {blockers, type Plan} from '../actions/engine/plan.ts';
import {describeBlocker, type RunProgress} from '../actions/engine/progress.ts';
import {runPlan} from '../actions/engine/run.ts';
import {actionOf, actions, type Request} from '../actions/table.ts';
import {duration} from '../format/quantities.ts';
import {NothingToDo, RefusedError} from '../postgres/errors.ts';
import type {Settings} from '../settings/settings.ts';
import {oneLine, sanitize} from '../terminal/sanitize.ts';
import type {Connected} from './connect.ts';
import {ask} from './prompt.ts';
import {stoppable} from './signals.ts';
import {planText} from './text/plan.ts';
import type {Flags} from './usage.ts';

/**
Plans, confirms, runs and journals an action with the same engine as the console.
@returns the exit code
*/
export async function runAction(
	request: Request,
	connected: Connected,
	settings: Settings,
	flags: Flags,
): Promise<number> {
	const json = flags.json === true;
	// With --dry-run the plan is the output; otherwise it is a message.
	const show = (text: string) => (flags.dryRun ? process.stdout : process.stderr).write(`${text}\n`);
	const plan = await planAction(request, connected, settings);
	if (plan instanceof NothingToDo) {
		if (json) process.stdout.write(`${JSON.stringify(nothingJson(request, plan), null, '\t')}\n`);
		else show([plan.message, ...plan.details.map(detail => `  ${oneLine(sanitize(detail))}`)].join('\n'));
		return plan.exitCode;
	}
	if (flags.dryRun && json) process.stdout.write(`${JSON.stringify(planJson(plan), null, '\t')}\n`);
	else show(planText(plan));
	if (flags.dryRun) return blockers(plan).length > 0 ? 3 : 0;
	const options = {
		askUser: (shown: Plan) => (flags.yes ? Promise.resolve(shown.typedWord) : askToConfirm(shown)),
		unchanged: 'nothing was changed',
		report: reporter(line => process.stderr.write(`${line}\n`)),
	};
	return runConfirmed(plan, connected, settings, options, ended => {
		if (json) process.stdout.write(`${JSON.stringify(runJson(ended), null, '\t')}\n`);
		return ended.status === 'done' ? 0 : 1;
	});
}

/** The typed word, undefined for a plain yes, or null if the user declined. */
export async function askToConfirm(plan: Plan): Promise<string | undefined | null> {
	if (!process.stdin.isTTY) {
		throw new RefusedError(
			'Not run: without a terminal nobody can confirm. Read the plan, then run the command again with --yes.',
		);
	}
	if (plan.typedWord !== undefined) {
		const typed = await ask(`\nType ${plan.typedWord} to run this: `);
		return typed?.trim() === plan.typedWord ? plan.typedWord : null;
	}
	const answer = await ask('\nRun this? [y/N] ');
	return answer !== null && /^y(es)?$/i.test(answer.trim()) ? undefined : null;
}

/** Reports each event of a run once: steps, blockers, phases and results. */
function reporter(write: (line: string) => void): (progress: RunProgress) => void {
	const said = new Set<string>();
	const once = (key: string, line: string) => {
		if (said.has(key)) return;
		said.add(key);
		// A name with a line break must not forge a line of output.
		write(line.replaceAll(/\s*\n\s*/g, ' '));
	};
	return progress => {
		for (const unit of progress.units) {
			if (unit.state === 'running') once(`${unit.id} running`, `… ${unit.title}`);
			if (unit.state === 'done') {
				once(
					`${unit.id} done`,
					`✓ ${unit.title} (${duration(unit.tookMs)})${unit.note ? `: ${unit.note}` : ''}`,
				);
			}
			if (unit.state === 'failed') once(`${unit.id} failed`, `✗ ${unit.title}: ${unit.note ?? 'failed'}`);
			if (unit.state === 'skipped') once(`${unit.id} skipped`, `- ${unit.title}: not run`);
		}
		for (const blocker of progress.waitingFor) {
			once(`waits ${blocker.pid}`, `  waiting for ${describeBlocker(blocker, duration)}`);
		}
		if (progress.state) once(progress.state, `  ${progress.state}`);
		if (progress.build) once(`phase ${progress.build.phase}`, `  ${progress.build.phase}`);
		// The failed step's line already has its note.
		const shown = progress.units.some(unit => unit.note === progress.note);
		if (progress.note && !shown) once(progress.note, `  ${progress.note}`);
	};
}

/** The action plan of a request, or the reason why there is nothing to do. */
export async function planAction(
	request: Request,
	{connection, reader, session, migrations}: Connected,
	settings: Settings,
): Promise<Plan | NothingToDo> {
	const context = {
		connection,
		reader,
		server: session.server,
		permission: {readOnly: settings.readOnly},
		journal: openJournal(settings.journalFile),
		migrations,
		now: new Date(),
	};
	try {
		return await actionOf(request.action).plan(context, request);
	} catch (error) {
		if (error instanceof NothingToDo) return error;
		throw error;
	}
}

type RunOptions = {
	/** As `askToConfirm`. Not called when a check blocks the plan. */
	askUser(plan: Plan): Promise<string | undefined | null>;
	/** The outcome if the user declines, as in "nothing was changed". */
	unchanged: string;
	report(progress: RunProgress): void;
};

/**
Confirms, runs and journals a plan. Refuses it if a check blocks it or the user declines. A signal cancels the run, which is
journaled.
@param use handles the result before a pending signal ends the program
*/
export async function runConfirmed<T>(
	plan: Plan,
	{connection}: Connected,
	settings: Settings,
	{askUser, unchanged, report}: RunOptions,
	use: (ended: RunProgress) => T,
): Promise<T> {
	const blocked = blockers(plan).map(check => sanitize(checkLine(check)));
	if (blocked.length > 0) throw new RefusedError(`Not run: ${blocked.join('; ')}`);
	const journal = openJournal(settings.journalFile);
	const typed = await askUser(plan);
	if (typed === null) {
		journal.append(entryFor(plan, undefined, 'declined', new Date()));
		throw new RefusedError(`Not confirmed: ${unchanged}.`);
	}
	const permission = {readOnly: settings.readOnly};
	const options = {connection, replicas: settings.replicas, permission, journal, actions, report};
	return stoppable(new AbortController(), async signal =>
		use(await runPlan(confirm(plan, typed), {...options, signal})),
	);
}
