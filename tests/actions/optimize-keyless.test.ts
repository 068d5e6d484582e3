import {describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {untilNothing} from '../helpers/others-registry.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {blocking, details, ledgerOf, openOperator} from '../helpers/scenario-actions.ts';

const references = '20260101000250';

async function foreignKeys({sql}: TestDatabase): Promise<number> {
	const rows = await sql`
		select from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
	return rows.length;
}

describe.each(versions)('tables without any key on PostgreSQL %d are optimized', async version => {
	async function keyless(ddl: string) {
		const database = await createDatabase(version);
		await database.sql.unsafe(ddl);
		return {database, operator: await openOperator(database.connection())};
	}

	it.each([
		['no index', ''],
		['a unique index that is partial', 'create unique index on mcp_servers (id) where name is not null'],
		['a unique index over more', 'create unique index on mcp_servers (id, name)'],
		['a unique index over an expression', "create unique index on mcp_servers ((id::text || ''))"],
		['a deferrable key', 'alter table mcp_servers add primary key (id) deferrable'],
	])('to the end where the servers have %s, and the references are left out', async (_name, more) => {
		const {database, operator} = await keyless(
			`create table mcp_servers (
				id uuid not null, tenant_id uuid, name text, endpoint_url text, transport_type text, capabilities jsonb,
				health_status text, last_health_check timestamptz, avg_response_time float, success_rate float,
				active_connections int, created_at timestamptz, updated_at timestamptz
			); ${more}`,
		);
		const plan = await operator.plan({action: 'optimize'});
		expect(blocking(plan)).toEqual([]);
		expect(details(plan, 'warn')).toContainEqual(
			expect.stringMatching(
				/_fkey.* and \d+ more are left out: nothing makes id of mcp_servers unique here, .* run CREATE UNIQUE INDEX CONCURRENTLY ON mcp_servers \(id\), and this again$/,
			),
		);
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(0);
		expect(await ledgerOf(database)).not.toContain(references);
		expect((await untilNothing(operator)).details).toContainEqual(
			expect.stringMatching(/nothing makes id of mcp_servers unique here/),
		);
	});

	it('with the references once the advice was followed', async () => {
		const {database, operator} = await keyless(
			'create table mcp_servers (id uuid not null, tenant_id uuid, name text)',
		);
		await operator.act({action: 'optimize'});
		await database.sql`create unique index concurrently on mcp_servers (id)`;
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBeGreaterThan(20);
		expect(await ledgerOf(database)).toContain(references);
	});

	it('to the end where all core tables are so, with rows', async () => {
		const {database, operator} = await keyless('');
		await makeExistingTables(database.sql, {key: 'uuid', number: 'numeric', tables: 'core'});
		for (const table of ['tenants', 'users', 'mcp_servers']) {
			await database.sql`alter table ${database.sql(table)} drop constraint ${database.sql(`${table}_pkey`)}`;
		}
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(0);
	});
});
