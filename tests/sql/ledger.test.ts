import {describe, expect, it} from 'vitest';
import {usableLedger} from '../../source/actions/migrations/ledger-rights.ts';
import {readLedger, readMigrationRights} from '../../source/queries/migrations/ledger.ts';
import {sqlBody} from '../../source/queries/statement.ts';
import createNotesSql from '../../sql/actions/ledger-notes-create.sql';
import {createDatabase, versions} from '../helpers/database.ts';

const nothing = {name: null, checksum: null, durationMs: null, appliedBy: null, appliedAt: null};

describe.each(versions)('migration ledgers on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const role = await database.createRole();
	const ofTables = async (...statements: readonly string[]) => {
		await sql.unsafe('drop schema public cascade; create schema public');
		for (const statement of statements) await sql.unsafe(statement);
		return readLedger(database.reader());
	};
	const dbmate = 'create table schema_migrations (version varchar primary key)';

	it('are absent without a table', async () => {
		expect(await ofTables()).toEqual({kind: 'absent', entries: [], noted: false});
	});

	it("are recognized as dbmate's, with versions only", async () => {
		expect(await ofTables(dbmate, "insert into schema_migrations values ('20260102'), ('20260101')")).toEqual(
			{
				kind: 'dbmate',
				noted: false,
				entries: [
					{version: '20260101', ...nothing},
					{version: '20260102', ...nothing},
				],
			},
		);
		// As older versions of dbmate create it.
		expect(await ofTables('create table schema_migrations (version varchar(128) primary key)')).toMatchObject(
			{
				kind: 'dbmate',
			},
		);
	});

	it('include the notes of pgdeck on migrations that it applied', async () => {
		const at = new Date('2026-02-03T04:05:06.789Z');
		const ledger = await ofTables(
			dbmate,
			`create table pgdeck_migrations (version varchar primary key, name text, checksum text, duration_ms float8,
				applied_by text, applied_at timestamptz)`,
			"insert into schema_migrations values ('1'), ('2')",
			`insert into pgdeck_migrations values ('2', 'two', 'abc', 12.5, 'me@here', '${at.toISOString()}'),
				('3', 'gone', 'x', 1, 'x', now())`,
		);
		expect(ledger).toEqual({
			kind: 'dbmate',
			noted: true,
			entries: [
				{version: '1', ...nothing},
				{version: '2', name: 'two', checksum: 'abc', durationMs: 12.5, appliedBy: 'me@here', appliedAt: at},
			],
		});
	});

	it.each([
		['rails', [dbmate, 'create table ar_internal_metadata (key varchar primary key, value varchar)']],
		[
			'golang-migrate',
			['create table schema_migrations (version bigint primary key, dirty boolean not null)'],
		],
		['ecto', ['create table schema_migrations (version bigint primary key, inserted_at timestamp)']],
		['unknown', ['create table schema_migrations (version bigint primary key)']],
		['unknown', ['create table schema_migrations (version varchar, at timestamptz)']],
		['unknown', ['create table schema_migrations (id varchar primary key)']],
	])('are recognized as those of %s', async (tool, statements) => {
		expect(await ofTables(...statements)).toEqual({kind: 'foreign', table: 'schema_migrations', tool});
	});

	it.each([
		['beside a ledger of dbmate', [dbmate]],
		['alone', []],
	])("are not used if pgdeck_migrations is another tool's, %s", async (_where, statements) => {
		const own = 'create table pgdeck_migrations (id int primary key, version text, name text)';
		const ledger = await ofTables(...statements, own);
		expect(ledger).toMatchObject({kind: 'foreign', table: 'pgdeck_migrations'});
		expect(() => usableLedger(ledger)).toThrow(
			/^The table pgdeck_migrations belongs to a tool that pgdeck does not know\. .* Rename it, or remove its schema/,
		);
	});

	it('are looked up on the search_path only', async () => {
		expect(
			await ofTables('create schema elsewhere', 'create table elsewhere.schema_migrations (version bigint)'),
		).toMatchObject({kind: 'absent'});
	});

	it('require the privileges that the plan checks', async () => {
		await ofTables('grant usage on schema public to public');
		const reader = database.reader(role);
		const rights = () => readMigrationRights(reader);
		expect(await rights()).toEqual({schema: 'public', mayCreate: false, missing: []});
		await sql`grant create on schema public to ${sql(role.user)}`;
		expect(await rights()).toEqual({schema: 'public', mayCreate: true, missing: []});
		await sql.unsafe(dbmate);
		await sql`create table pgdeck_migrations (version varchar primary key)`;
		const of = (table: string, ...privileges: readonly string[]) => ({table: `public.${table}`, privileges});
		expect((await rights()).missing).toEqual([
			of('schema_migrations', 'SELECT', 'INSERT', 'DELETE'),
			of('pgdeck_migrations', 'SELECT', 'INSERT', 'UPDATE', 'DELETE'),
		]);
		await sql`grant select, insert on schema_migrations, pgdeck_migrations to ${sql(role.user)}`;
		expect((await rights()).missing).toEqual([
			of('schema_migrations', 'DELETE'),
			of('pgdeck_migrations', 'UPDATE', 'DELETE'),
		]);
		await sql`grant update, delete on schema_migrations, pgdeck_migrations to ${sql(role.user)}`;
		expect((await rights()).missing).toEqual([]);
		await sql.unsafe(`alter role ${role.user} set search_path = nowhere`);
		expect(await readMigrationRights(database.reader(role))).toEqual({
			schema: null,
			mayCreate: false,
			missing: [],
		});
	});

	it('name the tables that may not be read', async () => {
		await ofTables(
			'grant usage on schema public to public',
			dbmate,
			`alter role ${role.user} reset search_path`,
		);
		await sql.unsafe(sqlBody(createNotesSql));
		const ledger = () => readLedger(database.reader(role));
		const both = ['public.schema_migrations', 'public.pgdeck_migrations'];
		expect(await ledger()).toEqual({kind: 'denied', tables: both});
		await sql`grant select on schema_migrations to ${sql(role.user)}`;
		expect(await ledger()).toEqual({kind: 'denied', tables: both.slice(1)});
		// The catalog still shows which tool it belongs to.
		await sql`create table ar_internal_metadata (key varchar primary key)`;
		expect(await ledger()).toMatchObject({kind: 'foreign', tool: 'rails'});
	});
});
