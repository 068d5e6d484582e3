import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

const actor = '0f0e0d0c-0b0a-4908-8706-050403020100';
const tenant = '11111111-1111-4111-8111-111111111111';

describe.each(versions)('the audit triggers of tools on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));
	beforeEach(async () => {
		await sql`delete from mcp.tool_configurations`;
		await sql`truncate mcp.audit_log`;
	});

	const log = () => sql`
		select tenant_id, entity_type, entity_id, action, actor_type, actor_id, database_user::text, changes
		from mcp.audit_log order by created_at, action desc`;
	const insert = async (session = sql, more: Readonly<Record<string, string>> = {}) => {
		const [row] = await session<{id: string}[]>`
			insert into mcp.tool_configurations ${session({tenant_id: tenant, name: 't', type: 'rest', base_url: 'https://t', ...more})}
			returning id`;
		return row?.id ?? '';
	};

	it('record insert, update and delete with old and new values', async () => {
		const id = await insert();
		await sql`update mcp.tool_configurations set name = 'renamed', is_active = false`;
		await sql`delete from mcp.tool_configurations`;
		const rows = await log();
		expect(rows.map(row => row.action)).toEqual(['INSERT', 'UPDATE', 'DELETE']);
		for (const row of rows) {
			expect(row).toMatchObject({
				tenant_id: tenant,
				entity_type: 'tool_configuration',
				entity_id: id,
				actor_type: 'system',
				actor_id: null,
				database_user: 'postgres',
			});
		}
		const [made, changed, gone] = rows.map(row => row.changes);
		expect(made).toMatchObject({
			old: null,
			changed: expect.not.arrayContaining(['api_spec']),
			new: {id, name: 't', is_active: true, base_url: 'https://t'},
		});
		expect(changed).toMatchObject({
			old: {name: 't', is_active: true},
			new: {name: 'renamed', is_active: false},
			changed: ['is_active', 'name'],
		});
		expect(gone).toMatchObject({old: {id, name: 'renamed'}, new: null});
	});

	it('record a row for each changed row, and none without a change or after a rollback', async () => {
		await sql`
			insert into mcp.tool_configurations (tenant_id, name, type, base_url)
			select ${tenant}, n, 'rest', 'http://t' from generate_series(1, 50) n`;
		await sql`update mcp.tool_configurations set name = name`;
		const session = database.session();
		await session`begin`;
		await session`delete from mcp.tool_configurations`;
		await session`rollback`;
		expect(await log()).toHaveLength(50);
	});

	it.each([
		['a uuid', actor, 'user', actor],
		['a uuid in capitals', actor.toUpperCase(), 'user', actor],
		['nothing', '', 'system', null],
		['a name', 'admin', 'unknown', null],
		['nearly a uuid', `${actor}0`, 'unknown', null],
		['a uuid with a line more', `${actor}\n`, 'unknown', null],
		['a number', '424242424242424242', 'unknown', null],
		['SQL', "'); drop table mcp.audit_log; --", 'unknown', null],
		['a long text', 'x'.repeat(100_000), 'unknown', null],
		['letters of other scripts', '０ｆ０ｅ０ｄ０ｃ-ü-🙂', 'unknown', null],
	])('classifies %s as the actor', async (_what, said, type, id) => {
		const session = database.session();
		await session`select set_config('app.user_id', ${said}, false)`;
		await insert(session);
		const [row] = await log();
		expect(row).toMatchObject({action: 'INSERT', actor_type: type, actor_id: id});
		if (type === 'unknown') expect(JSON.stringify(row)).not.toContain(said.slice(0, 20));
	});

	it('forget the actor after its transaction', async () => {
		const session = database.session();
		await session.begin(async transaction => {
			await transaction`select set_config('app.user_id', ${actor}, true)`;
			await insert(transaction as never);
		});
		await session`delete from mcp.tool_configurations`;
		expect((await log()).map(row => row.actor_type)).toEqual(['user', 'system']);
	});

	it('omit every secret of the row', async () => {
		const secret = 'S3cr3tValue';
		const all = sql.json({type: 'bearer', token: secret, nested: {[secret]: [secret]}});
		await sql`
			insert into mcp.tool_configurations (
				tenant_id, name, type, base_url, auth_config, auth_config_encrypted, encryption_key_id,
				api_spec, discovered_endpoints, health_check_config
			) values (
				${tenant}, 't', 'webhook', ${`https://user:${secret}@hooks.example.com:8443/${secret}?key=${secret}#${secret}`},
				${all}, ${Buffer.from(secret)}, ${actor}, ${all}, ${sql.json([all.value])}, ${all}
			)`;
		await sql`update mcp.tool_configurations set auth_config = ${sql.json({type: secret.repeat(3)})}, auth_config_encrypted = 'new', api_spec = null`;
		await sql`alter table mcp.tool_configurations add column api_token text default ${sql.unsafe(`'${secret}'`)}`;
		await sql`delete from mcp.tool_configurations`;
		await sql`alter table mcp.tool_configurations drop column api_token`;
		const rows = await log();
		expect(rows).toHaveLength(3);
		const text = JSON.stringify(rows);
		expect(text).not.toContain(secret);
		expect(text).not.toContain(Buffer.from(secret).toString('hex'));
		expect(rows[0]?.changes.new).toMatchObject({
			auth_type: 'bearer',
			base_url: 'https://hooks.example.com:8443',
			encryption_key_id: actor,
		});
		// That it was changed is told.
		expect(rows[1]?.changes.changed).toEqual(['api_spec', 'auth_config', 'auth_config_encrypted']);
	});

	it.each([
		['https://example.com', 'https://example.com'],
		['https://example.com/a/b?c=d', 'https://example.com'],
		['HTTP://10.0.0.1:80/', 'HTTP://10.0.0.1:80'],
		['https://[2001:db8::1]:8443/x', 'https://[2001:db8::1]:8443'],
		['https://user@example.com', 'https://example.com'],
		['https://user:12/34@example.com', ''],
		['https://user:p@ss@example.com/', ''],
		['user:pass@example.com', ''],
		['secret', ''],
		['', ''],
	])('reduces the address %s to "%s"', async (address, kept) => {
		await insert(sql, {base_url: address});
		const [row] = await log();
		expect(row?.changes.new.base_url ?? '').toBe(kept);
	});

	it('write for a role that may change tools but not the log, under the session user', async () => {
		const role = await database.createRole();
		await sql.unsafe(`grant usage on schema mcp to ${role.user};
			grant select, insert, update, delete on mcp.tool_configurations to ${role.user}`);
		const postgres = (await import('postgres')).default;
		const session = postgres(database.uri(role), {max: 1, prepare: false});
		try {
			await insert(session);
			await expect(session`select from mcp.audit_log`).rejects.toMatchObject({code: '42501'});
			await expect(session`select mcp.audit_tool_config_changes()`).rejects.toThrow();
		} finally {
			await session.end();
		}
		expect((await log()).map(row => row.database_user)).toEqual([role.user]);
	});
});
