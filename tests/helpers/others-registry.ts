import {NothingToDo} from '../../source/postgres/errors.ts';
import type {TestDatabase} from './database.ts';
import {makeExistingTables} from './pack-existing.ts';
import {until} from './scenario.ts';
import type {Operator} from './scenario-actions.ts';

/** A name as nobody should give one: it would break out of a quoted name, a line and a terminal. */
export const hostileName = 'their "idx"\n; drop table users; \u001b[31m--';

/**
A registry that another tool made: tables with rows and no index of the pack, but for one of the same definition under a
name of its own, one of the pack's names with another definition, and one INVALID leftover; and a column of another type.
*/
export async function makeOthersRegistry({sql}: TestDatabase): Promise<readonly string[]> {
	const tables = await makeExistingTables(sql, {key: 'uuid', number: 'double precision', tables: 'all'});
	await sql`create index ${sql(hostileName)} on users (tenant_id, role, is_active)`;
	await sql.unsafe(`
		alter table request_logs alter status_code type text;
		create index idx_api_keys_expiration on api_keys (expires_at);
		create index idx_server_tools_name_server on server_tools (name, server_id);
	`);
	await makeInvalid({sql}, 'idx_server_tools_name_server');
	return tables;
}

/** The state after a CONCURRENTLY build was canceled after its first scan. */
export async function makeInvalid({sql}: Pick<TestDatabase, 'sql'>, index: string): Promise<void> {
	await sql`update pg_index set indisvalid = false where indexrelid = ${index}::regclass`;
}

/** Waits until there is nothing to optimize: up to 14 the server tells a moment later that it has gathered statistics. */
export async function untilNothing(operator: Operator): Promise<NothingToDo> {
	const asked = await until(
		() => operator.plan({action: 'optimize'}).catch((error: unknown) => error),
		answer =>
			answer instanceof Error ||
			(answer as {units: {title: string}[]}).units.some(({title}) => !/^Analyze/.test(title)),
	);
	if (asked instanceof NothingToDo) return asked;
	throw asked instanceof Error ? asked : new Error(`There is something to do: ${JSON.stringify(asked)}`);
}
