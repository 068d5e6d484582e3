import type {Request} from '../actions/engine/action.ts';
import {confirm} from '../actions/engine/confirm.ts';
import {entryFor, openJournal} from '../actions/engine/journal.ts';
import {blockers, type Plan} from '../actions/engine/plan.ts';
import type {RunProgress} from '../actions/engine/progress.ts';
import {runPlan} from '../actions/engine/run.ts';
import {actionOf, actions} from '../actions/table.ts';
import {NothingToDo, RefusedError} from '../postgres/errors.ts';
import type {Settings} from '../settings/settings.ts';
import {sanitise} from '../terminal/sanitise.ts';
import type {Connected} from './connect.ts';
import {stoppable} from './stoppable.ts';

/** The plan of a request, or why there is nothing to plan. */
export async function planned(
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
		return await actionOf(request.action).plan(context, request as never);
	} catch (error) {
		if (error instanceof NothingToDo) return error;
		throw error;
	}
}

type Manner = {
	/** Gives what was typed to confirm, or null where nobody did. Not asked where a check blocks the plan. */
	assent(plan: Plan): Promise<string | undefined | null>;
	/** How things stand where nobody confirmed, as in "nothing was changed". */
	unchanged: string;
	report(progress: RunProgress): void;
};

/**
Confirm, run, journal: what is blocked or not confirmed is refused, and a signal stops the run as it is journaled.
@param use what is made of the end while a signal still waits for it
*/
export async function carryOut<T>(
	plan: Plan,
	{connection}: Connected,
	settings: Settings,
	{assent, unchanged, report}: Manner,
	use: (ended: RunProgress) => T,
): Promise<T> {
	const blocked = blockers(plan).map(({detail}) => sanitise(detail));
	if (blocked.length > 0) throw new RefusedError(`Not run: ${blocked.join('; ')}`);
	const journal = openJournal(settings.journalFile);
	const typed = await assent(plan);
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
