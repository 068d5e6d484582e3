import {describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {untilNothing} from '../helpers/others-registry.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {blocking, details, ledgerOf, openOperator} from '../helpers/scenario-actions.ts';

const references = '20260101000250';
const all = 25;
const toServers = 8;

async function foreignKeys({sql}: TestDatabase): Promise<number> {
	const rows = await sql`
		select convalidated as valid from pg_constraint
		where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`;
	expect(rows.filter(row => !row.valid)).toEqual([]);
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
	])('to the end if the servers have %s, and skips only references to them', async (name, more) => {
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
				/_fkey.* and \d+ more are skipped: id of mcp_servers (is not unique|has only a deferrable key) here, .* [Rr]un CREATE UNIQUE INDEX CONCURRENTLY ON mcp_servers \(id\); then run this again\.$/,
			),
		);
		// A deferrable key leaves no duplicates to look for.
		const deferrable = name === 'a deferrable key';
		expect(
			details(plan, 'warn').filter(detail =>
				/has only a deferrable key here, which foreign keys cannot reference/.test(detail),
			),
		).toHaveLength(deferrable ? 1 : 0);
		expect(
			details(plan, 'warn').filter(detail =>
				/^id of public\.mcp_servers is not unique here, as in the pack/.test(detail),
			),
		).toHaveLength(deferrable ? 0 : 1);
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(all - toServers - 1);
		expect(await ledgerOf(database)).not.toContain(references);
		expect((await untilNothing(operator)).details).toContainEqual(
			expect.stringMatching(/id of mcp_servers (is not unique|has only a deferrable key) here/),
		);
	});

	it('with the references after the advice was followed', async () => {
		const {database, operator} = await keyless(
			'create table mcp_servers (id uuid not null, tenant_id uuid, name text)',
		);
		await operator.act({action: 'optimize'});
		await database.sql`create unique index concurrently on mcp_servers (id)`;
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(all - 1);
		expect(await ledgerOf(database)).toContain(references);
	});

	it('with the references of tables that have rows by then, of one type, and by month too', async () => {
		const {database, operator} = await keyless(`
			create table mcp_servers (id uuid not null, tenant_id uuid, name text);
			insert into mcp_servers values (gen_random_uuid());
		`);
		const {sql} = database;
		await operator.act({action: 'optimize'});
		const [row] = await sql`select id from mcp_servers`;
		await sql`insert into server_resources (server_id, uri_template) values (${row?.id}, 'r')`;
		await sql`
			insert into request_logs (request_id, method, path, target_server_id, request_time)
			values ('r', 'GET', '/', ${row?.id}, now())`;
		expect(await sql`select from pg_partition_tree('request_logs')`).not.toHaveLength(1);
		await sql`create unique index concurrently on mcp_servers (id)`;
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(all - 1);
		await expect(sql`
			insert into request_logs (request_id, method, path, target_server_id)
			values ('s', 'GET', '/', gen_random_uuid())`).rejects.toThrow(/request_logs_target_server_id_fkey/);
		await untilNothing(operator);
	});

	it('without a reference that would rewrite rows, with a warning', async () => {
		const {database, operator} = await keyless(
			'create table mcp_servers (id bigint not null, tenant_id uuid, name text)',
		);
		const {sql} = database;
		await operator.act({action: 'optimize'});
		await sql`insert into circuit_breakers (service_name, server_id) values ('b', gen_random_uuid())`;
		await sql`create unique index concurrently on mcp_servers (id)`;
		const plan = await operator.plan({action: 'optimize'});
		const detail =
			/^circuit_breakers\.circuit_breakers_server_id_fkey is skipped: circuit_breakers\.server_id is uuid here and mcp_servers\.id bigint: .* run ALTER TABLE public\.circuit_breakers ALTER server_id TYPE bigint USING server_id::text::bigint; then run this again\.$/;
		expect(details(plan, 'warn')).toContainEqual(expect.stringMatching(detail));
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(all - 2);
		await untilNothing(operator);
	});

	it('up to a reference with orphan rows, and names it', async () => {
		const {database, operator} = await keyless(
			'create table mcp_servers (id uuid not null, tenant_id uuid, name text)',
		);
		await operator.act({action: 'optimize'});
		await database.sql`insert into circuit_breakers (service_name, server_id) values ('b', gen_random_uuid())`;
		await database.sql`create unique index concurrently on mcp_servers (id)`;
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'failed'});
		const [row] = await database.sql`
			select convalidated as valid from pg_constraint where conname = 'circuit_breakers_server_id_fkey'`;
		expect(row).toEqual({valid: false});
	});

	it('to the end if all core tables are like that, with rows', async () => {
		const {database, operator} = await keyless('');
		await makeExistingTables(database.sql, {key: 'uuid', number: 'numeric', tables: 'core'});
		for (const table of ['tenants', 'users', 'mcp_servers']) {
			await database.sql`alter table ${database.sql(table)} drop constraint ${database.sql(`${table}_pkey`)}`;
		}
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await foreignKeys(database)).toBe(0);
	});
});
