import {describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {untilNothing} from '../helpers/others-registry.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {openOperator} from '../helpers/scenario-actions.ts';

/** Existing roles are used as they are: both belong to the whole cluster. */
async function makeRoles({sql}: TestDatabase): Promise<void> {
	for (const role of ['pgdeck_monitor', 'pgdeck_operator']) {
		await sql.unsafe(
			`do $$ begin create role ${role}; exception when duplicate_object or unique_violation then null; end $$`,
		);
	}
}

describe.each(versions)('privileges of the roles, on PostgreSQL %d', async version => {
	it('is not planned again for months if its file is skipped and the roles exist', async () => {
		const database = await createDatabase(version);
		await makeRoles(database);
		await database.sql`
			create table mcp_servers (
				id uuid primary key, tenant_id uuid, name text, health_status text, avg_response_time text
			)`;
		const operator = await openOperator(database.connection());
		expect((await operator.act({action: 'optimize'})).status).toBe('done');
		// Made by the pack, and put by month by it.
		const [there] = await database.sql`select to_regclass('request_logs_default') is not null as yes`;
		expect(there).toEqual({yes: true});
		expect((await untilNothing(operator)).details).toContainEqual(
			expect.stringMatching(/more are skipped: mcp_servers\.avg_response_time is text here/),
		);
	});

	it("exists after one run over another tool's tables; later it is a step for owners and a warning for others", async () => {
		const database = await createDatabase(version);
		const {sql} = database;
		await makeRoles(database);
		await makeExistingTables(sql, {key: 'uuid', number: 'double precision', tables: 'core'});
		const operator = await openOperator(database.connection());
		expect((await operator.act({action: 'optimize'})).status).toBe('done');
		await untilNothing(operator);

		const role = await database.createRole(['pg_monitor']);
		await sql.unsafe(`
			revoke select (id) on request_logs from pgdeck_monitor;
			grant select on all tables in schema public, mcp to ${role.user};
			grant usage on schema mcp to ${role.user}`);
		const other = await openOperator(database.connection(role));
		expect((await untilNothing(other)).details).toContainEqual(
			'pgdeck_monitor on public.request_logs is skipped: only postgres may grant privileges on request_logs',
		);
		const plan = await operator.plan({action: 'optimize'});
		expect(plan.units.map(({title}) => title)).toEqual([
			expect.stringMatching(/^Create grant pgdeck_monitor on public\.request_logs/),
		]);
		expect((await operator.run(plan)).status).toBe('done');
		await untilNothing(operator);

		await sql`revoke execute on function mcp.retention_due(text) from pgdeck_monitor`;
		expect((await untilNothing(other)).details).toContainEqual(
			'pgdeck_monitor on mcp.retention_due(text) is skipped: only the owner may grant privileges on the schema mcp and its functions',
		);
		expect((await operator.act({action: 'optimize'})).status).toBe('done');
		await untilNothing(operator);
		await sql.unsafe(`drop owned by ${role.user}`);
	});
});
