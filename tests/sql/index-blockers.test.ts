import {beforeAll, describe, expect, it} from 'vitest';
import {blocker} from '../../source/domain/indexes/words.ts';
import {readNamed} from '../../source/queries/indexes/index-by-name.ts';
import {readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, failureOf, hold, untilWaiting} from '../helpers/scenario.ts';
import {blockersByName, makeBlockedIndexes, verdicts} from '../helpers/scenario-indexes.ts';

describe.each(everyVersion)('blockers of dropping an index of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	beforeAll(() => makeBlockedIndexes(database));

	it.each([
		['a superuser', undefined],
		['a member of pg_monitor', monitor],
		['a role without any right', plain],
	])('are shown to %s', async (_who, role) => {
		const found = await verdicts(database.reader(role));
		const reasons = Object.fromEntries(Object.entries(found).map(([name, {blockers}]) => [name, blockers]));
		expect(reasons).toEqual(blockersByName);
		expect(Object.values(found).map(({row}) => row.owned)).toEqual(
			Object.keys(found).map(() => role === undefined),
		);
	});

	it('come with every user index of the catalog, except temporary and TOAST indexes', async () => {
		const session = database.session();
		await session`create temporary table mine (id int primary key)`;
		const rows = await readIndexCatalog(database.reader());
		const truth = await sql`
			select indexrelid::int as oid, indrelid::int as "tableOid", relname::text as name,
				pg_get_indexdef(indexrelid) as definition, pg_relation_size(indexrelid)::int as "sizeBytes",
				indrelid::regclass::text as table, amname::text as method
			from pg_index join pg_class c on c.oid = indexrelid join pg_am am on am.oid = relam
			where relnamespace = 'public'::regnamespace
			order by indexrelid`;
		expect(
			rows
				.map(({oid, tableOid, name, definition, sizeBytes, table, method}) => ({
					...{oid, tableOid, name, definition, sizeBytes, table, method},
				}))
				.sort((a, b) => a.oid - b.oid),
		).toEqual([...truth]);
		expect(
			rows.every(({schema, locked, sizeIsEstimate}) => schema === 'public' && !locked && !sizeIsEstimate),
		).toBe(true);
	});

	it('treat members of the owner as owners', async () => {
		const owner = await database.createRole();
		const member = await database.createRole([owner.user]);
		await sql`create table theirs (id int primary key)`;
		await sql`alter table theirs owner to ${sql(owner.user)}`;
		for (const role of [owner, member]) {
			const {theirs_pkey, free_index} = await verdicts(database.reader(role));
			expect([theirs_pkey?.row.owned, free_index?.row.owned]).toEqual([true, false]);
		}
		await sql`drop table theirs`;
	});

	it('say that an index is being built only while it is', async () => {
		const reader = database.reader(monitor);
		const holder = await hold(database, 'insert into child values (1)');
		const build = await begin(database, 'create index concurrently built on child (id)');
		await untilWaiting(database, build);
		const during = (await verdicts(reader)).built;
		expect(during?.blockers).toEqual([blocker('building')]);
		expect(during?.row).toMatchObject({valid: false, building: true});

		await holder.release();
		await build.result;
		const after = (await verdicts(reader)).built;
		expect(after?.blockers).toEqual([]);
		expect(after?.row).toMatchObject({valid: true, ready: true, building: false});
	});

	it('belong to the index that SQL finds by that name', async () => {
		const reader = database.reader();
		await sql`create schema "Odd one"`;
		await sql`create table "Odd one"."T" ("A" int)`;
		await sql`create index "In""dex" on "Odd one"."T" ("A")`;
		const named = async (name: string, from = reader) =>
			(await readNamed(from, 'index', name)).map(found => found.name);
		for (const name of ['free_index', 'public.free_index', 'public.FREE_INDEX']) {
			expect([name, await named(name)]).toEqual([name, ['public.free_index']]);
		}
		for (const name of ['"Odd one"."In""dex"', 'Odd one.In"dex']) {
			expect([name, await named(name)]).toEqual([name, ['"Odd one"."In""dex"']]);
		}
		for (const name of [
			'parent',
			'missing',
			'"FREE_INDEX"',
			'nowhere.free_index',
			'In"dex',
			'',
			'a.b.c.d',
			'"',
		]) {
			expect([name, await named(name)]).toEqual([name, []]);
		}
		const failure = await failureOf(named('"Odd one"."In""dex"', database.reader(plain)));
		expect(failure).toMatchObject({
			message: 'permission denied for schema "Odd one"',
			cause: {code: '42501'},
		});
	});

	it.each([
		['a=b', '"a=b"'],
		['My Index', '"My Index"'],
		['My-Index', '"My-Index"'],
		['"My-Index"', '"My-Index"'],
		['public.My-Index', '"My-Index"'],
		['dotted.name', '"dotted.name"'],
	])('are found for %s, whose quotes the shell removed', async (name, written) => {
		await sql.unsafe(`create index ${written} on parent (plain)`);
		expect((await readNamed(database.reader(), 'index', name)).map(found => found.name)).toEqual([
			`public.${written}`,
		]);
		await sql.unsafe(`drop index ${written}`);
	});

	it('are ambiguous if SQL folds a name that also exists literally', async () => {
		await sql.unsafe('create index "Free_index" on parent (plain)');
		const found = await readNamed(database.reader(), 'index', 'Free_index');
		expect(found.map(({name}) => name).sort()).toEqual(['public."Free_index"', 'public.free_index']);
		expect(await readNamed(database.reader(), 'index', '"Free_index"')).toHaveLength(1);
		expect(await readNamed(database.reader(), 'index', 'free_index')).toHaveLength(1);
		await sql.unsafe('drop index "Free_index"');
	});
});
