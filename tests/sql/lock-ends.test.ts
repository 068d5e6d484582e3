import {describe, expect, it} from 'vitest';
import {functionsToLookUp, namesToLookUp, statementLocks} from '../../source/migrations/locks/locks.ts';
import {trackRelations} from '../../source/migrations/locks/relations.ts';
import {readGentleFunctions} from '../../source/queries/registry/functions-by-name.ts';
import {readRelations} from '../../source/queries/tables/relations-by-name.ts';
import {createDatabase, versions} from '../helpers/database.ts';

const setup = `
create schema s;
create schema "Odd";
create table par (id int primary key, code text, other int constraint other_key unique);
create table chi (
	id int primary key, p int constraint chi_fk references par, o int constraint chi_o references par (other), x text
);
create table gchi (id int primary key, c int constraint gchi_fk references chi, n int);
create table seen (id int primary key, v text);
create view on_seen as select id, v from seen;
create view on_view as select id from on_seen;
create materialized view kept as select id from seen;
create table pt (k int primary key, a int) partition by range (k);
create table pt1 partition of pt for values from (0) to (10);
create table to_pt (k int constraint to_pt_fk references pt);
create table self (id int primary key, up int references self);
create table s.par (id int primary key);
create table s.chi (id int references s.par);
create table "Odd"."A ""b""" (id int primary key);
create table "Odd"."C.d" ("Id x" int constraint "F k" references "Odd"."A ""b""");
create sequence numbers;
create table numbered (id int default nextval('numbers'));
create table guarded (id int);
create policy pol on guarded using (exists (select from seen));
create function evil() returns int language plpgsql as 'begin alter table par add n int; return 1; end';
create function mild(int) returns int immutable language sql as 'select $1';
create function upper(int) returns int language plpgsql as 'begin alter table par add n int; return 1; end';
`;

const altering = `
drop table gchi
drop table chi cascade
drop table par, chi, gchi
drop table par cascade
drop table seen cascade
drop view on_seen cascade
drop view on_view
drop table pt cascade
drop table self
drop table s.chi
drop table s.par cascade
drop table public.gchi
drop table if exists gchi
drop table "Odd"."C.d"
drop table "Odd"."A ""b""" cascade
drop sequence numbers cascade
alter table "Odd"."C.d" drop constraint "F k"
alter table "Odd"."C.d" drop column "Id x"
alter table chi drop constraint chi_fk
alter table chi drop constraint if exists chi_fk
alter table chi drop constraint chi_pkey cascade
alter table par drop constraint other_key cascade
alter table gchi drop constraint gchi_pkey
alter table to_pt drop constraint to_pt_fk
alter table chi drop column p
alter table chi drop column x
alter table par drop column other cascade
alter table par drop column code cascade
alter table par alter id type bigint
alter table chi alter p type bigint
alter table chi alter x type varchar
alter table par alter other type bigint
alter table chi drop column x, drop column p
truncate gchi
truncate chi cascade
truncate par cascade
truncate pt cascade
`
	.trim()
	.split('\n');

/*
The predicted locks beyond the named tables equal those in pg_locks when the statement runs on a real server, in a
transaction that is rolled back.
*/
describe.each(versions)('other tables that PostgreSQL %i locks', async version => {
	const database = await createDatabase(version);
	await database.sql.unsafe(setup);
	const reader = database.reader();
	const session = await database.sql.reserve();
	const qualified = (name: string) =>
		`(select oid from pg_class where oid = to_regclass('${name.replaceAll("'", "''")}'))`;
	const tables = new Map(
		(
			await session`select oid::int8 as oid, oid::regclass::text as name from pg_class
			where oid >= 16384 and relkind in ('r', 'p', 'v', 'm', 'S')`
		).map(row => [Number(row.oid), String(row.name)]),
	);
	const foretold = async (text: string) => {
		const catalog = await readRelations(reader, await namesToLookUp(text));
		const gentle = await readGentleFunctions(reader, await functionsToLookUp(text));
		return statementLocks(text, trackRelations(catalog, gentle));
	};
	/** Tables locked in that mode once the statement has run. */
	const locked = async (text: string, mode: string) => {
		await session.unsafe('begin');
		try {
			await session.unsafe(text);
			const rows = await session`
				select distinct relation::int8 as oid from pg_locks
				where pid = pg_backend_pid() and locktype = 'relation' and mode = ${mode}`;
			return rows.flatMap(({oid}) => tables.get(Number(oid)) ?? []).sort();
		} finally {
			await session.unsafe('rollback');
		}
	};
	const asListed = async (names: readonly string[]) => {
		const rows = await session.unsafe(
			names.map(name => `select ${qualified(name)}::int8 as oid`).join(' union ') || 'select 0',
		);
		return rows.flatMap(({oid}) => tables.get(Number(oid)) ?? []).sort();
	};

	it.each(altering)('%s', async text => {
		const {lock, relations} = await foretold(text);
		expect(lock).toBe('ACCESS EXCLUSIVE');
		expect(await asListed(relations)).toEqual(await locked(text, 'AccessExclusiveLock'));
	});

	it('drop table to_pt, where PostgreSQL 13 does not lock pt', async () => {
		const {relations} = await foretold('drop table to_pt');
		expect(await asListed(relations)).toEqual(['pt', 'pt1', 'to_pt']);
		const really = await locked('drop table to_pt', 'AccessExclusiveLock');
		expect(really).toEqual(version === 13 ? ['pt1', 'to_pt'] : ['pt', 'pt1', 'to_pt']);
	});

	it('include views that use a dropped column, and dependents of other columns', async () => {
		const text = 'alter table seen drop column id cascade';
		const really = await locked(text, 'AccessExclusiveLock');
		expect(really).toEqual(['kept', 'on_seen', 'on_view', 'seen']);
		expect(await asListed((await foretold(text)).relations)).toEqual([...really, 'guarded'].sort());
	});

	it.each([
		['with d as (delete from gchi returning 1) select * from d'],
		['with d as (delete from gchi returning 1) insert into chi (id) select 1 from d'],
		['with d as (insert into gchi (id) values (1) returning 1), u as (update par set code = null) select 1'],
	])('%s', async text => {
		const {lock, relations} = await foretold(text);
		expect(lock).toBe('ROW EXCLUSIVE');
		expect(await asListed(relations)).toEqual(await locked(text, 'RowExclusiveLock'));
	});

	it.each([
		['select evil()', 'unknown'],
		['select public.evil()', 'unknown'],
		['insert into chi select evil()', 'unknown'],
		// A user function can have that name.
		["select upper('x')", 'unknown'],
		["select pg_catalog.upper('x')", 'ACCESS SHARE'],
		['select nowhere()', 'unknown'],
		['select mild(1)', 'ACCESS SHARE'],
		['select count(*), max(id), now(), gen_random_uuid() from par', 'ACCESS SHARE'],
		["select extract(year from now()), trim(' x '), now() at time zone 'UTC'", 'ACCESS SHARE'],
		['update par set other = mild(1)', 'ROW EXCLUSIVE'],
		["select setval('numbers', 5)", 'ROW EXCLUSIVE'],
		["select set_config('search_path', '', false)", 'ACCESS SHARE'],
	])('include the locks of functions in a query: %s', async (text, lock) => {
		expect((await foretold(text)).lock).toBe(lock);
	});

	it('are none when the dropped table does not exist', async () => {
		expect(await foretold('drop table if exists nowhere cascade')).toMatchObject({
			lock: 'none',
			relations: [],
		});
	});
});
