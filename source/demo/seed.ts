import registrySql from '../../sql/demo/01-registry.sql';
import requestsSql from '../../sql/demo/02-requests.sql';
import trailsSql from '../../sql/demo/03-trails.sql';
import usageSql from '../../sql/demo/04-usage.sql';
import {splitStatements} from '../migrations/statements.ts';
import {openConnection, type Sql} from '../postgres/connect.ts';
import type {ConnectionSettings} from '../settings/connection.ts';

/** Requests of the last day, and how many of them go in at once: each part is told of. */
const requests = 330_000;
const part = 30_000;

/** What is done now, and how far it is where that takes a while. */
export type Progress = (step: string, detail?: string) => void;

/** Runs each file statement by statement in one session. */
async function run(
	connection: ConnectionSettings,
	files: ReadonlyArray<readonly [title: string, text: string]>,
	progress: Progress,
): Promise<void> {
	const sql = openConnection(connection, 'action');
	try {
		for (const [title, text] of files) {
			progress(title);
			for (const statement of await splitStatements(text)) {
				if (!statement.text.includes('$1')) await sql.unsafe(statement.text);
				else await runInParts(sql, statement.text, detail => progress(title, detail));
			}
		}
	} finally {
		await sql.end({timeout: 5});
	}
}

async function runInParts(sql: Sql, text: string, tell: (detail: string) => void): Promise<void> {
	for (let from = 1; from <= requests; from += part) {
		tell(`${(from - 1).toLocaleString('en')} of ${requests.toLocaleString('en')}`);
		await sql.unsafe(text, [from, Math.min(requests, from + part - 1)]);
	}
}

/** Fills the demo's registry, before it has its indexes: they are built in one go, much sooner. */
export async function seedRows(connection: ConnectionSettings, progress: Progress): Promise<void> {
	await run(connection, [['tenants, users and 40 servers', registrySql]], progress);
	// Two sessions, for two cores. What is told is how far the longer one is.
	await Promise.all([
		run(connection, [['requests of the last day', requestsSql]], progress),
		run(connection, [['audit trails and a bloated table', trailsSql]], () => undefined),
	]);
}

/** Uses its indexes, some a lot and some a little. */
export function seedUsage(connection: ConnectionSettings, progress: Progress): Promise<void> {
	return run(connection, [['index usage', usageSql]], progress);
}
