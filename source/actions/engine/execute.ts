import {performance} from 'node:perf_hooks';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {keepsAdvisoryLock} from './advisory-lock.ts';
import type {PlannedStatement, Unit} from './plan.ts';
import {type Session, settle} from './session.ts';
import {StatementFailure} from './statement-failure.ts';
import {lockTimeoutMs, steppingAside, withLockTimeout} from './step-aside.ts';
import {noteWord} from './words.ts';

type Execution = {
	session: Session;
	reader: Reader;
	signal: AbortSignal;
	/** The key of the advisory lock held for the run. */
	advisoryLock: string | undefined;
};

export type Answer = ReadonlyArray<Readonly<Record<string, unknown>>>;

type Tell = {
	/** Receives the statement before it is sent. */
	statement(text: string): void;
	/** Receives the state of a wait. */
	note(text: string | undefined): void;
	/** Receives the number of statements done. */
	done(count: number): void;
	/** Receives the result rows of a statement. */
	answer(rows: Answer): void;
};

/** Sends the statements of a unit one by one. */
export async function execute(unit: Unit, run: Execution, began: number, tell: Tell): Promise<void> {
	let done = 0;
	const send = async (statement: PlannedStatement) => {
		tell.statement(statement.text);
		const sent = async () => tell.answer(await sendStatement(run.session, statement, run.signal, began));
		if (statement.stepsAside) {
			await steppingAside(run.signal, tell.note, () => withLockTimeout(run.session, sent));
		} else {
			await sent();
		}
		await checkBuilt(run.reader, statement);
		tell.done(++done);
	};
	const record = async () => {
		await checkLock(run);
		for (const statement of unit.record) await send(statement);
	};
	if (unit.transactional) {
		await inTransaction(run, tell, async () => {
			done = 0;
			for (const statement of unit.statements) await send(statement);
			if (unit.record.length === 0) return;
			await settle(run.session);
			await limitWaits(run.session);
			await record();
		});
		return;
	}
	for (const statement of unit.statements) {
		// Each statement is permanent, so none is sent once another session may run the same file.
		await checkLock(run);
		await send(statement);
	}
	if (unit.record.length === 0) return;
	// Reset before the transaction, which would otherwise start with settings of the file, such as read only.
	await settle(run.session);
	await inTransaction(run, tell, async () => {
		done = unit.statements.length;
		await record();
	});
}

async function checkLock({session, advisoryLock}: Execution): Promise<void> {
	if (!(await keepsAdvisoryLock(session, advisoryLock))) throw new RefusedError(noteWord('lock-lost').text);
}

function limitWaits(session: Session): PromiseLike<unknown> {
	return session`select set_config('lock_timeout', ${String(lockTimeoutMs)}, true)`;
}

/** Runs the work in one transaction. If another session holds a lock, repeats all of it after a pause. */
function inTransaction({session, signal}: Execution, tell: Tell, work: () => Promise<void>): Promise<void> {
	return steppingAside(signal, tell.note, async () => {
		await session`begin`;
		try {
			await limitWaits(session);
			await work();
			await commit(session);
		} catch (error) {
			// A lost connection does not answer, and its transaction has ended.
			if (!isConnectionLoss(error)) await session`rollback`;
			throw error;
		}
	});
}

async function commit(session: Session): Promise<void> {
	try {
		await session`commit`;
	} catch (error) {
		throw new StatementFailure('commit', error);
	}
}

async function sendStatement(
	session: Session,
	statement: PlannedStatement,
	signal: AbortSignal,
	began: number,
): Promise<Answer> {
	const parameters = (statement.parameters ?? []).map(value =>
		value !== null && typeof value === 'object' ? Math.round(performance.now() - began) : value,
	);
	const query = session.unsafe(statement.text, parameters);
	const cancel = () => query.cancel();
	signal.addEventListener('abort', cancel);
	try {
		if (signal.aborted) throw Object.assign(new Error('canceled before it was sent'), {code: '57014'});
		return await query;
	} catch (error) {
		throw new StatementFailure(statement, error);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}

/** IF NOT EXISTS accepts an INVALID index of the same name (squawk#1230). pgdeck does not. */
async function checkBuilt(reader: Reader, statement: PlannedStatement): Promise<void> {
	if (statement.buildsIndex === undefined) return;
	const index = await readIndexByName(reader, statement.buildsIndex);
	if (index?.valid === false) {
		const name = sanitize(statement.buildsIndex);
		throw new StatementFailure(
			statement,
			new Error(`An INVALID index ${name} was already there, left by a failed build.`),
		);
	}
}
