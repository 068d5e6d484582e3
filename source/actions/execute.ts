import {performance} from 'node:perf_hooks';
import {errorLine} from '../migrations/statements.ts';
import type {Sql} from '../postgres/connect.ts';
import type {Reader} from '../postgres/reader.ts';
import {describeError, type ServerError, toServerError} from '../postgres/server-error.ts';
import {readIndexByName} from '../queries/drop-facts.ts';
import {sanitise} from '../terminal/sanitise.ts';
import type {PlannedStatement, Unit} from './plan.ts';

/** One server connection, held for the whole run. */
export type Session = Awaited<ReturnType<Sql['reserve']>>;

type Execution = {session: Session; reader: Reader; signal: AbortSignal};

type Tell = {
	/** The statement that is sent now. */
	statement(text: string): void;
	/** What is waited for. */
	note(text: string | undefined): void;
	/** How many statements of the unit are done. */
	done(count: number): void;
};

/** How long a transaction may wait for a lock before it steps aside, so that nobody queues behind it for long. */
const lockTimeoutMs = 2000;
/** Then again, with growing pauses, for about two minutes in all. */
const lockAttempts = 12;

/** Sends the statements of a unit, one at a time. */
export async function execute(unit: Unit, run: Execution, began: number, tell: Tell): Promise<void> {
	let done = 0;
	const send = async (statement: PlannedStatement) => {
		tell.statement(statement.text);
		await sendStatement(run.session, statement, run.signal, began);
		await checkBuilt(run.reader, statement);
		tell.done(++done);
	};
	if (unit.transactional) {
		await inTransaction(run, tell, async () => {
			done = 0;
			for (const statement of unit.statements) await send(statement);
		});
		return;
	}
	for (const statement of unit.statements) await send(statement);
	if (unit.record.length > 0) {
		await inTransaction(run, tell, async () => {
			for (const statement of unit.record) await send(statement);
		});
	}
}

/** One transaction; where another session holds a lock, all of it again after a pause. */
async function inTransaction(run: Execution, tell: Tell, work: () => Promise<void>): Promise<void> {
	const {session, signal} = run;
	for (let attempt = 1; ; attempt++) {
		await session`begin`;
		try {
			await session`select set_config('lock_timeout', ${String(lockTimeoutMs)}, true)`;
			await work();
			await session`commit`;
			return;
		} catch (error) {
			await session`rollback`;
			const {code} = toServerError(error);
			if (code !== '55P03' || attempt >= lockAttempts || signal.aborted) throw error;
			tell.note(`a lock is held by another session: attempt ${attempt + 1} of ${lockAttempts}`);
			await pause(Math.min(15_000, 500 * 2 ** attempt), signal);
			tell.note(undefined);
		}
	}
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		const timer = setTimeout(done, milliseconds);
		function done() {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		}
		signal.addEventListener('abort', done);
	});
}

/** Carries the statement, so that an error can be told by file and line. */
class StatementFailure extends Error {
	readonly statement: PlannedStatement;

	constructor(statement: PlannedStatement, cause: unknown) {
		super('statement failed', {cause});
		this.statement = statement;
	}
}

async function sendStatement(
	session: Session,
	statement: PlannedStatement,
	signal: AbortSignal,
	began: number,
): Promise<void> {
	const parameters = (statement.parameters ?? []).map(value =>
		value !== null && typeof value === 'object' ? Math.round(performance.now() - began) : value,
	);
	const query = session.unsafe(statement.text, parameters);
	const cancel = () => query.cancel();
	signal.addEventListener('abort', cancel);
	try {
		if (signal.aborted) throw Object.assign(new Error('cancelled before it was sent'), {code: '57014'});
		await query;
	} catch (error) {
		throw Object.assign(new StatementFailure(statement, error), {code: toServerError(error).code});
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}

/** IF NOT EXISTS is content with an INVALID index of the name (squawk#1230): pgdeck is not. */
async function checkBuilt(reader: Reader, statement: PlannedStatement): Promise<void> {
	if (statement.buildsIndex === undefined) return;
	const index = await readIndexByName(reader, statement.buildsIndex);
	if (index?.valid === false) {
		const name = sanitise(statement.buildsIndex);
		throw new StatementFailure(
			statement,
			new Error(
				`The index ${name} is INVALID. Drop it with DROP INDEX CONCURRENTLY ${name}, and run this again.`,
			),
		);
	}
}

/** What went wrong, by file and line where the statement has one. */
export function describeFailure(error: unknown, {transactional}: Unit): {note: string; error: ServerError} {
	const statement = error instanceof StatementFailure ? error.statement : undefined;
	const serverError = toServerError(error instanceof StatementFailure ? error.cause : error);
	const source = statement?.source;
	const line =
		source && statement
			? errorLine({text: statement.text, line: source.line}, serverError.position)
			: undefined;
	const where = source ? `${sanitise(source.file)}:${line}: ` : '';
	const kept = transactional ? ' Nothing of it was kept.' : '';
	return {note: `${where}${describeError(serverError)}${kept}`, error: serverError};
}
