import postgres from 'postgres';
import type {TestDatabase} from './database.ts';

/**
The plans with which a statement and everything inside the functions that it calls were run, as auto_explain tells
them: EXPLAIN alone does not look into a PL/pgSQL function.
*/
export async function plansOf(
	database: TestDatabase,
	statement: string,
	settings: Readonly<Record<string, string>> = {},
): Promise<string> {
	const plans: string[] = [];
	const sql = postgres(database.uri(), {
		max: 1,
		prepare: false,
		onnotice(notice) {
			if (notice.severity === 'LOG') plans.push(String(notice.message));
		},
	});
	try {
		await sql.unsafe("load 'auto_explain'");
		const wanted = {
			'auto_explain.log_min_duration': '0',
			'auto_explain.log_nested_statements': 'on',
			client_min_messages: 'log',
			...settings,
		};
		for (const [name, value] of Object.entries(wanted)) {
			await sql`select set_config(${name}, ${value}, false)`;
		}
		plans.length = 0;
		await sql.unsafe(statement);
	} finally {
		await sql.end();
	}
	return plans.join('\n');
}
