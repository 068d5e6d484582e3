import registrySql from '../../sql/demo/01-registry.sql';
import requestsSql from '../../sql/demo/02-requests.sql';
import trailsSql from '../../sql/demo/03-trails.sql';
import usageSql from '../../sql/demo/04-usage.sql';
import {splitStatements} from '../migrations/statements.ts';
import {openConnection} from '../postgres/connect.ts';
import type {ConnectionSettings} from '../settings/connection.ts';

const steps = [
	['tenants, users and 40 servers', registrySql],
	['330,000 requests of the last day', requestsSql],
	['audit trails and a bloated table', trailsSql],
	['index usage', usageSql],
] as const;

/** Fills the demo's registry. Each file is run statement by statement in one session. */
export async function seed(connection: ConnectionSettings, progress: (step: string) => void): Promise<void> {
	const sql = openConnection(connection, 'action');
	try {
		for (const [title, text] of steps) {
			progress(title);
			for (const statement of await splitStatements(text)) await sql.unsafe(statement.text);
		}
	} finally {
		await sql.end({timeout: 5});
	}
}
