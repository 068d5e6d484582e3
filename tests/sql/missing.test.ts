import {describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {makeOthersRegistry} from '../helpers/others-registry.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {sample} from '../helpers/scenario-sampler.ts';

describe.each(versions)('missing objects of the registry pack, on PostgreSQL %d', async version => {
	async function missingOf(make: (database: Awaited<ReturnType<typeof createDatabase>>) => Promise<unknown>) {
		const database = await createDatabase(version);
		await make(database);
		const sampled = await sample(database.connection());
		const {snapshot} = await sampled.live(state => state.snapshot.sections.missing.status !== 'pending');
		return snapshot.sections.missing;
	}

	it('are not looked for without a registry', async () => {
		expect(await missingOf(({sql}) => sql`create table users (id int)`)).toMatchObject({
			status: 'unsupported',
			code: 'not-a-registry',
			reason: 'this database is not a registry',
			help: expect.stringContaining('pgdeck setup'),
		});
	});

	it('are none after its files are applied and tables are analyzed', async () => {
		const section = await missingOf(async ({sql}) => {
			await packUp(sql);
			await sql`analyze`;
		});
		expect(section).toMatchObject({status: 'ok', value: {rows: []}});
	});

	it("are listed for another tool's tables, with size, lock and skipped ones", async () => {
		const section = await missingOf(async database => {
			await makeOthersRegistry(database);
			await database.sql`alter table users drop constraint if exists users_pkey cascade`;
		});
		if (section.status !== 'ok') throw new Error(JSON.stringify(section));
		const {rows} = section.value;
		const row = (name: string) => rows.find(item => item.name === name);
		expect(row('idx_mcp_servers_tenant_status')).toEqual({
			kind: 'index',
			name: 'idx_mcp_servers_tenant_status',
			table: 'mcp_servers',
			tableBytes: expect.any(Number),
			lock: 'SHARE UPDATE EXCLUSIVE',
			state: 'missing',
			note: null,
		});
		expect(row('mcp_servers.capabilities')).toMatchObject({
			kind: 'column',
			state: 'missing',
			lock: 'ACCESS EXCLUSIVE',
		});
		expect(row('request_logs.status_code')).toMatchObject({state: 'different', lock: null});
		expect(row('idx_api_keys_expiration')).toMatchObject({state: 'different', lock: null});
		expect(row('idx_server_tools_name_server')).toMatchObject({state: 'invalid'});
		expect(row('performance_monitoring')).toMatchObject({kind: 'view', table: null});
		// Constraints that the pack states on its own tables only.
		expect(row('users.users_role_known')).toMatchObject({
			kind: 'constraint',
			table: 'users',
			state: 'skipped',
			lock: null,
			note: {code: 'constraint-not-added', text: expect.stringContaining('NOT VALID')},
		});
		expect(
			rows
				.filter(({note}) => note?.code === 'key-not-added' && note.text.includes('Duplicates: SELECT '))
				.map(({table}) => table),
		).toContain('users');
		// Objects that can be built come first.
		const firstLeft = rows.findIndex(({lock}) => lock === null);
		expect(rows.slice(firstLeft).every(({lock}) => lock === null)).toBe(true);
	});
});
