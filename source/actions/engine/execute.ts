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
	/** Key of the lock that the session took for the run. */
	advisoryLock: string | undefined;
};

export type Answer = ReadonlyArray<Readonly<Record<string, unknown>>>;

type Tell = {
	/** The statement that is sent now. */
	statement(text: string): void;
	/** What is waited for. */
	note(text: string | undefined): void;
	/** How many statements of the unit are done. */
	done(count: number): void;
	/** What the server answered to the statement. */
	answer(rows: Answer): void;
};

/** Sends the statements of a unit, one at a time. */
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
		// Each of them stays: none is sent once somebody else may run the same file.
		await checkLock(run);
		await send(statement);
	}
	if (unit.record.length === 0) return;
	// Before the transaction: it would begin as the file has set it, as read only.
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

/** One transaction; where another session holds a lock, all of it again after a pause. */
function inTransaction({session, signal}: Execution, tell: Tell, work: () => Promise<void>): Promise<void> {
	return steppingAside(signal, tell.note, async () => {
		await session`begin`;
		try {
			await limitWaits(session);
			await work();
			await commit(session);
		} catch (error) {
			// A connection that is gone answers no more, and its transaction is gone with it.
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
		if (signal.aborted) throw Object.assign(new Error('cancelled before it was sent'), {code: '57014'});
		return await query;
	} catch (error) {
		throw new StatementFailure(statement, error);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}

/** IF NOT EXISTS is content with an INVALID index of the name (squawk#1230): pgdeck is not. */
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
