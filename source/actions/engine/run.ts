import {openConnection} from '../../postgres/connect.ts';
import {RefusedError, UserError} from '../../postgres/errors.ts';
import {openReader, type Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import {readIdentity} from '../../queries/identity.ts';
import type {Action} from './action.ts';
import {takeAdvisoryLock} from './advisory-lock.ts';
import {type ConfirmedPlan, isConfirmed} from './confirm.ts';
import {createNotices} from './notices.ts';
import type {Unit} from './plan.ts';
import {refusal} from './policy.ts';
import {initialProgress, type RunProgress, type UnitProgress} from './progress.ts';
import {type Run, type RunOptions, runUnit} from './run-unit.ts';
import {type Session, settle} from './session.ts';
import {watch} from './watch.ts';
import {checkWord, noteWord} from './words.ts';
import {readOnlyReason} from './write-default.ts';

/**
Runs a confirmed plan, unit by unit, and stops at the first failure. The only code that writes to a server: it accepts
nothing but a `ConfirmedPlan`, and checks the policy again on the very connection that it writes with. Each unit is in
the journal, on disk, before it is sent.
*/
export async function runPlan(plan: ConfirmedPlan, options: RunOptions): Promise<RunProgress> {
	if (!isConfirmed(plan)) throw new RefusedError('The plan was not confirmed.');
	const action = options.actions.find(({id}) => id === plan.action);
	if (!action) throw new Error(`There is no action ${plan.action}.`);
	const refused = refusal(plan.server, options.permission, action);
	if (refused) throw new RefusedError(refused);

	const notices = createNotices();
	const sql = openConnection(options.connection, 'action', true, notices.hear);
	const reader = openReader(options.connection, 'watch');
	const opened = action.open?.({...options, server: plan.server});
	let progress = initialProgress(plan, new Date());
	const report = (change: Partial<RunProgress>) => {
		progress = {...progress, ...change};
		options.report(progress);
	};
	try {
		report({});
		// Opens the connection first: reserving one that is not open waits forever if fetch_types is off (postgres
		// 3.4).
		await sql`select 1`;
		const session = await sql.reserve();
		try {
			const pid = await prepare(session, reader, plan, action);
			await takeAdvisoryLock(session, reader, plan.advisoryLock, options.signal, note => report({note}));
			const look = async () => {
				const running = progress.units.find(({state}) => state === 'running');
				const unit = plan.units.find(({id}) => id === running?.id);
				return unit && (await action.meanwhile?.(reader, unit))?.text;
			};
			// Through a pooler that process may serve another client at the next moment.
			const stopWatching = reader.pooled ? undefined : watch(reader, pid, look, found => report(found));
			try {
				const run = {
					...options,
					action,
					session,
					reader,
					opened,
					notices,
					progress: () => progress,
					report,
				};
				await runUnits(plan, run);
			} finally {
				await stopWatching?.();
			}
		} finally {
			session.release();
		}
	} catch (error) {
		if (error instanceof UserError) throw error;
		const serverError = toServerError(error);
		report({
			status: 'failed',
			units: skipped(progress),
			note: describeError(serverError),
			statement: undefined,
			waitingFor: [],
			build: undefined,
			state: undefined,
		});
	} finally {
		// Nothing is running any more. A lost connection never answers the goodbye, so the wait is short.
		await Promise.all([sql.end({timeout: 1}), reader.close(), opened?.close()]);
	}
	return progress;
}

/** The connection must lead to the server and database of the plan, and accept writes. */
async function prepare(
	session: Session,
	reader: Reader,
	plan: ConfirmedPlan,
	action: Action,
): Promise<number> {
	const [here] = await session<Array<{pid: number; recovery: boolean; oid: number}>>`
		select pg_backend_pid() as pid, pg_is_in_recovery() as recovery,
			(select oid::int8 from pg_database where datname = current_database()) as oid
	`;
	const readOnly = await readOnlyReason(text => session.unsafe(text));
	if (readOnly !== undefined) throw new RefusedError(`Not run: ${readOnly.text}`);
	const identity = await readIdentity(reader);
	if (reader.pooled && !action.runsAnywhere) throw new RefusedError(checkWord('pooler').text);
	if (!here || (here.recovery && !action.runsAnywhere))
		throw new RefusedError('The server is a standby now. Connect to its primary.');
	const same =
		identity.systemIdentifier === plan.server.systemIdentifier && here.oid === plan.server.databaseOid;
	if (!same)
		throw new RefusedError('This is not the server that the plan was made for. Make the plan again.');
	return here.pid;
}

async function runUnits(plan: ConfirmedPlan, run: Run): Promise<void> {
	let failed: Unit | undefined;
	for (const unit of plan.units) {
		if (run.signal.aborted) return finish(run, 'cancelled', noteWord('canceled-between').text);
		// Settings of a pooled session affect other clients.
		if (!run.action.runsAnywhere) await settle(run.session);
		const ended = await runUnit(plan, unit, run);
		if (ended === 'failed' && run.action.independent) failed ??= unit;
		else if (ended !== 'done') return finish(run, ended, noteOf(run, unit));
	}
	return finish(run, failed ? 'failed' : 'done', failed && noteOf(run, failed));
}

function noteOf(run: Run, unit: Unit): string | undefined {
	return run.progress().units.find(({id}) => id === unit.id)?.note;
}

function finish(run: Run, status: RunProgress['status'], note: string | undefined): void {
	const units = skipped(run.progress());
	run.report({status, units, note, statement: undefined, waitingFor: [], build: undefined, state: undefined});
}

/** Units that did not start will not run. */
function skipped({units}: RunProgress): UnitProgress[] {
	return units.map(unit => (unit.state === 'waiting' ? {...unit, state: 'skipped'} : unit));
}
