import {beforeAll, describe, expect, it} from 'vitest';
import {readDropFacts, readIndexState} from '../../source/queries/indexes/action-indexes.ts';
import {readIndexByName} from '../../source/queries/run/index-by-name.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {runAndLeave, untilScans} from '../helpers/scenario.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';
import {createTablespace} from '../helpers/scenario-tablespace.ts';

describe.each(everyVersion)('drop facts of an index on PostgreSQL %d', async version => {
	const tablespace = `Space " of ${process.pid}`;
	await createTablespace(version, tablespace);
	const database = await createDatabase(version);
	const {sql} = database;
	const oid = async (name: string) =>
		(await sql<{oid: number}[]>`select ${name}::regclass::oid::int as oid`)[0]?.oid ?? 0;

	beforeAll(async () => {
		await sql.unsafe(`
			create schema "Odd one";
			create function public.norm(text) returns text immutable language sql as 'select lower($1)';
			create table "Odd one"."T" (id int primary key, "A" text, b int);
			insert into "Odd one"."T" select n, 'Text ' || n, n from generate_series(1, 100) n;
		`);
		await sql.unsafe(`create index "In""dex.1" on "Odd one"."T" (norm("A"), b, (b + 1)) include (id)
			with (fillfactor = 70) tablespace "${tablespace.replaceAll('"', '""')}" where b > 0`);
		await sql.unsafe(`
			comment on index "Odd one"."In""dex.1" is 'It''s a "comment"\\ with \u001b and $1';
			alter index "Odd one"."In""dex.1" alter column 1 set statistics 500;
			alter index "Odd one"."In""dex.1" alter column 3 set statistics 0;
			create index plain on "Odd one"."T" (b);
			-- The mark alone: CLUSTER itself scans the index, which is counted a moment later.
			alter table "Odd one"."T" cluster on plain;
		`);
	});

	it('qualify every name in the definition, whatever the search path', async () => {
		await sql.unsafe(`alter database ${database.name} set search_path = public, "Odd one"`);
		const [visible] = await sql<{definition: string}[]>`
			select pg_get_indexdef(${await oid('"Odd one"."In""dex.1"')}) as definition`;
		expect(visible?.definition).not.toContain('public.norm');
		const found = await readDropFacts(database.reader(), await oid('"Odd one"."In""dex.1"'));
		expect(found?.facts.definition).toBe(
			`CREATE INDEX "In""dex.1" ON "Odd one"."T" USING btree (public.norm("A"), b, ((b + 1))) INCLUDE (id) WITH (fillfactor='70') WHERE (b > 0)`,
		);
		expect(found?.facts.name).toBe('"Odd one"."In""dex.1"');
		expect(found?.facts.table).toBe('"Odd one"."T"');
		expect(found?.facts.plainName).toBe('In"dex.1');
	});

	it('include properties missing from the definition, as SQL literals', async () => {
		const found = await readDropFacts(database.reader(), await oid('"Odd one"."In""dex.1"'));
		expect(found?.facts).toMatchObject({
			tablespace: `'${tablespace}'`,
			statistics: [
				{column: 1, target: 500},
				{column: 3, target: 0},
			],
			clustered: false,
			valid: true,
		});
		const comment = found?.facts.comment ?? '';
		const [row] = await sql.unsafe(`select ${comment} as text`);
		expect(row).toEqual({text: 'It\'s a "comment"\\ with \u001b and $1'});
	});

	it('are null if nothing has to be restored', async () => {
		const found = await readDropFacts(database.reader(), await oid('"Odd one".plain'));
		const [truth] = await sql<{size: string}[]>`select pg_relation_size('"Odd one".plain') as size`;
		expect(found?.facts).toEqual({
			oid: await oid('"Odd one".plain'),
			name: '"Odd one".plain',
			plainName: 'plain',
			plainSchema: 'Odd one',
			plainTable: 'T',
			table: '"Odd one"."T"',
			definition: 'CREATE INDEX plain ON "Odd one"."T" USING btree (b)',
			tablespace: null,
			comment: null,
			statistics: [],
			clustered: true,
			valid: true,
			sizeBytes: Number(truth?.size),
			tuplesRead: 0,
			scans: 0,
		});
		expect(found?.catalog).toMatchObject({name: 'plain', clustered: true, unique: false, owned: true});
	});

	it('have current scans', async () => {
		await runAndLeave(
			database,
			'set enable_seqscan = off',
			'select count(*) from "Odd one"."T" where b = 5',
			'select count(*) from "Odd one"."T" where b = 6',
		);
		await untilScans(database, '"Odd one".plain', 2);
		expect((await readDropFacts(database.reader(), await oid('"Odd one".plain')))?.facts.scans).toBe(2);
	});

	it('are undefined for a dropped index, and for a table', async () => {
		expect(await readDropFacts(database.reader(), 1)).toBeUndefined();
		expect(await readDropFacts(database.reader(), await oid('"Odd one"."T"'))).toBeUndefined();
		expect(await readIndexState(database.reader(), 1)).toBe('gone');
	});

	it('distinguish valid from INVALID, by oid and by name', async () => {
		await sql`create table plain_table (id int, n int)`;
		await leaveInvalidIndex(database, 'plain_table', 'create index concurrently "Broken" on plain_table (n)');
		const reader = database.reader();
		const broken = await oid('"Broken"');
		expect(await readIndexState(reader, broken)).toBe('invalid');
		expect(await readIndexState(reader, await oid('"Odd one".plain'))).toBe('valid');
		expect(await readIndexByName(reader, '"Broken"')).toEqual({oid: broken, valid: false});
		expect(await readIndexByName(reader, 'public."Broken"')).toEqual({oid: broken, valid: false});
		expect(await readIndexByName(reader, 'broken')).toBeUndefined();
		expect(await readIndexByName(reader, 'plain_table')).toBeUndefined();
		expect(await readIndexByName(reader, 'nowhere.plain')).toBeUndefined();
	});
});
