import registrySql from '../../sql/demo/01-registry.sql';
import requestsSql from '../../sql/demo/02-requests.sql';
import trailsSql from '../../sql/demo/03-trails.sql';
import usageSql from '../../sql/demo/04-usage.sql';
import completeSql from '../../sql/demo/rows-complete.sql';
import {splitStatements} from '../migrations/parse/statements.ts';
import {openConnection} from '../postgres/connect.ts';
import type {ConnectionSettings} from '../settings/connection.ts';

/** Requests of the last day, and the number inserted at once: each part is reported. */
const requests = 330_000;
const part = 30_000;

/** Reports the current step, and its progress if it takes long. */
export type Progress = (step: string, detail?: string) => void;

type Ask = (text: string, parameters?: number[]) => Promise<void>;

/**
Runs each file statement by statement in one session. When aborted, it asks the server to cancel the current statement.
*/
async function run(
	connection: ConnectionSettings,
	files: ReadonlyArray<readonly [title: string, text: string]>,
	progress: Progress,
	signal: AbortSignal,
): Promise<number[]> {
	const sql = openConnection(connection, 'action');
	const ask: Ask = async (text, parameters = []) => {
		signal.throwIfAborted();
		const query = sql.unsafe(text, parameters);
		const cancel = () => query.cancel();
		signal.addEventListener('abort', cancel);
		try {
			await query;
		} finally {
			signal.removeEventListener('abort', cancel);
		}
	};
	try {
		const backends = await sql<{pid: number}[]>`select pg_catalog.pg_backend_pid() as pid`;
		for (const [title, text] of files) {
			progress(title);
			for (const statement of await splitStatements(text)) {
				if (!statement.text.includes('$1')) await ask(statement.text);
				else await runInParts(ask, statement.text, detail => progress(title, detail));
			}
		}
		return backends.map(({pid}) => pid);
	} finally {
		await sql.end({timeout: 5});
	}
}

async function runInParts(ask: Ask, text: string, tell: (detail: string) => void): Promise<void> {
	for (let from = 1; from <= requests; from += part) {
		tell(`${(from - 1).toLocaleString('en')} of ${requests.toLocaleString('en')}`);
		await ask(text, [from, Math.min(requests, from + part - 1)]);
	}
}

/**
Fills the registry before its indexes exist, because building them once is much faster.
@returns the sessions that wrote, whose statistics are complete once they are gone
*/
export async function seedRows(
	connection: ConnectionSettings,
	progress: Progress,
	signal: AbortSignal = never,
): Promise<number[]> {
	const first = await run(connection, [['tenants, users and 40 servers', registrySql]], progress, signal);
	// Two sessions for two cores. The progress is that of the slower one; the failure of one ends the other.
	const failed = new AbortController();
	const either = AbortSignal.any([signal, failed.signal]);
	const sessions = [
		run(connection, [['requests of the last day', requestsSql]], progress, either),
		run(connection, [['audit trails and a bloated table', trailsSql]], () => undefined, either),
	];
	try {
		const both = await Promise.all(sessions);
		const last = await run(connection, [['remaining rows', completeSql]], progress, signal);
		return [...first, ...both.flat(), ...last];
	} catch (error) {
		failed.abort(error);
		await Promise.allSettled(sessions);
		throw error;
	}
}

const never = new AbortController().signal;

/** Uses the registry's indexes, some a lot and some a little. */
export async function seedUsage(connection: ConnectionSettings, progress: Progress): Promise<void> {
	await run(connection, [['index usage', usageSql]], progress, never);
}
