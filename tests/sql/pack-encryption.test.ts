import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp, run} from '../helpers/pack-migrations.ts';

const [oldKey, newKey] = ['0f0e0d0c-0b0a-4908-8706-050403020100', '1f0e0d0c-0b0a-4908-8706-050403020100'];
const secrets = {type: 'bearer', token: 'S3cr3tValue', list: ['ü', 1, null]};

describe.each(versions)('the encryption of secrets on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	let tool = '';
	beforeAll(() => packUp(sql));
	beforeEach(async () => {
		await sql`truncate mcp.tool_configurations cascade`;
		const [row] = await sql<{id: string}[]>`
			insert into mcp.tool_configurations (tenant_id, name, type, base_url)
			values (gen_random_uuid(), 't', 'rest', 'http://t') returning id`;
		tool = row?.id ?? '';
	});
	const give = (key: string | null = 'one', id: string | null = oldKey, session = sql) =>
		session`select mcp.set_tool_auth(${tool}, ${sql.json(secrets)}, ${id}, ${key})`;
	const opened = async (key: string | null = null, session = sql) => {
		const [row] = await session`select mcp.tool_auth(${tool}, ${key}) as auth`;
		return row?.auth;
	};

	it('decrypts to the original, and stores only the type in plain', async () => {
		await give();
		expect(await opened('one')).toEqual(secrets);
		const [row] = await sql`
			select auth_config, encryption_key_id, auth_config_encrypted as bytes from mcp.tool_configurations`;
		expect(row).toMatchObject({auth_config: {type: 'bearer'}, encryption_key_id: oldKey});
		expect(row?.bytes.toString('latin1')).not.toContain('S3cr3tValue');
		// OpenPGP (RFC 4880): a packet of tag 3, version 4, and 9 for AES-256.
		expect([row?.bytes[0], row?.bytes[3]]).toEqual([0xc3, 9]);
	});

	it('differs at each encryption', async () => {
		const [row] = await sql`
			select mcp.encrypt_auth_config('{}', 'k') = mcp.encrypt_auth_config('{}', 'k') as same`;
		expect(row).toEqual({same: false});
	});

	it('fails with another key, and after a change of the ciphertext', async () => {
		await give();
		await expect(opened('two')).rejects.toMatchObject({code: '39000'});
		await sql`
			update mcp.tool_configurations
			set auth_config_encrypted = set_byte(auth_config_encrypted, length(auth_config_encrypted) - 5,
				255 - get_byte(auth_config_encrypted, length(auth_config_encrypted) - 5))`;
		await expect(opened('one')).rejects.toMatchObject({code: '39000'});
	});

	it('reads the key from a server parameter named after its id', async () => {
		const session = database.session();
		const setting = `app.encryption_key_${oldKey.replaceAll('-', '')}`;
		await session`select set_config(${setting}, 'from setting', false)`;
		await give(null, oldKey, session);
		expect(await opened(null, session)).toEqual(secrets);
		expect(await opened('from setting')).toEqual(secrets);
		await expect(opened(null)).rejects.toMatchObject({message: `There is no key for ${oldKey}.`});
	});

	it('refuses to encrypt without a key or without its id', async () => {
		await expect(give(null)).rejects.toMatchObject({code: '22023'});
		await expect(give('')).rejects.toMatchObject({code: '22023'});
		await expect(give('one', null)).rejects.toMatchObject({code: '22004'});
		await expect(sql`select mcp.encrypt_auth_config('{}', null)`).rejects.toMatchObject({code: '22023'});
		await expect(
			sql`select mcp.set_tool_auth(gen_random_uuid(), '{}', ${oldKey}, 'one')`,
		).rejects.toMatchObject({code: 'P0002'});
		expect(await opened('one')).toBeNull();
	});

	it('rotates keys in batches, and skips locked rows', async () => {
		await sql`
			insert into mcp.tool_configurations
				(tenant_id, name, type, base_url, auth_config_encrypted, encryption_key_id)
			select gen_random_uuid(), n, 'rest', 'http://t',
				mcp.encrypt_auth_config(jsonb_build_object('n', n), 'one'), ${oldKey}
			from generate_series(1, 25) n`;
		const rotate = async (rows = 10) => {
			const [row] =
				await sql`select mcp.rotate_encryption_key(${oldKey}, ${newKey}, 'one', 'two', ${rows}) as n`;
			return row?.n;
		};
		const holder = database.session();
		await holder.begin(async transaction => {
			await transaction`select from mcp.tool_configurations where name = '7' for update`;
			expect([await rotate(), await rotate(), await rotate(), await rotate()]).toEqual([10, 10, 4, 0]);
		});
		expect([await rotate(), await rotate()]).toEqual([1, 0]);
		const rows = await sql`
			select mcp.decrypt_auth_config(auth_config_encrypted, 'two') ->> 'n' as n, name, encryption_key_id as key
			from mcp.tool_configurations where auth_config_encrypted is not null`;
		expect(rows).toHaveLength(25);
		expect(rows.filter(row => row.n !== row.name || row.key !== newKey)).toEqual([]);
	});

	it('changes nothing with a wrong old key', async () => {
		await give();
		await expect(
			sql`select mcp.rotate_encryption_key(${oldKey}, ${newKey}, 'wrong', 'two')`,
		).rejects.toMatchObject({code: '39000'});
		await expect(
			sql`select mcp.rotate_encryption_key(${oldKey}, ${oldKey}, 'one', 'two')`,
		).rejects.toMatchObject({
			code: '22023',
		});
		expect(await opened('one')).toEqual(secrets);
	});

	it('is available only to granted roles', async () => {
		const rows = await sql`
			select proname from pg_proc where pronamespace = 'mcp'::regnamespace
				and proname in ('set_tool_auth', 'tool_auth', 'rotate_encryption_key')
				and has_function_privilege('pgdeck_operator', oid, 'execute')`;
		expect([...rows]).toEqual([]);
	});
});

describe.each(versions)('an existing pgcrypto on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	const file = packMigrations.find(({name}) => name === 'encryption');

	it('is used in its schema, and stays', async () => {
		await sql.unsafe(
			'create schema "Odd Extensions"; create extension pgcrypto with schema "Odd Extensions"',
		);
		await packUp(sql);
		const [row] = await sql`
			select mcp.decrypt_auth_config(mcp.encrypt_auth_config('{"a": 1}', 'k'), 'k') as opened`;
		expect(row).toEqual({opened: {a: 1}});
		await run(sql, file?.down);
		expect(await sql`select from pg_extension where extname = 'pgcrypto'`).toHaveLength(1);
	});

	it('stays if another object uses it', async () => {
		await sql`drop extension pgcrypto`;
		await run(sql, file?.up);
		await sql`create table users_of_it (hash text default mcp.crypt('x', mcp.gen_salt('bf')))`;
		await run(sql, file?.down);
		expect(await sql`select from pg_extension where extname = 'pgcrypto'`).toHaveLength(1);
		await sql`drop table users_of_it`;
		await run(sql, file?.down);
		expect(await sql`select from pg_extension where extname = 'pgcrypto'`).toHaveLength(0);
	});
});
