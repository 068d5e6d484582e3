import {describe, expect, it} from 'vitest';
import {functionsToLookUp, namesToLookUp, statementLocks} from '../../source/migrations/locks/locks.ts';
import {type Relation, trackRelations} from '../../source/migrations/locks/relations.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {splitStatements} from '../../source/migrations/parse/statements.ts';
import {lockCatalog, statements} from './lock-statements.ts';

/** Expected locks of each statement, which locks-on-server.test.ts verifies on the servers. */
describe('statementLocks', () => {
	it.each(statements)('%s', async (text, lock, relations) => {
		expect(await statementLocks(text, trackRelations(lockCatalog))).toMatchObject({lock, relations});
	});
});

describe('a DO block', () => {
	it.each([
		['do $$ begin end $$', 'unknown', []],
		['do $$\n-- locks: nothing\nbegin end $$', 'none', []],
		['do $$\n-- locks: SHARE on t; ROW EXCLUSIVE on s.u, v\nbegin end $$', 'SHARE', ['t', 's.u', 'v']],
		[
			'do $$\n-- locks: SHARE on t\n-- locks: ACCESS EXCLUSIVE on v\nbegin end $$',
			'ACCESS EXCLUSIVE',
			['t', 'v'],
		],
		// A missing relation is not locked.
		['do $$\n-- locks: SHARE on n\nbegin end $$', 'none', []],
		['do $$\n-- locks: SHARE on t; all that it likes\nbegin end $$', 'unknown', []],
		['do $$\n-- locks: SHARING on t\nbegin end $$', 'unknown', []],
		["do $$ begin raise notice '-- locks: nothing'; end $$", 'unknown', []],
	])('has its declared locks: %j', async (text, lock, relations) => {
		expect(await statementLocks(text, trackRelations(lockCatalog))).toMatchObject({
			lock,
			relations,
			stepsAside: false,
		});
	});

	it('looks up its declared relations', async () => {
		expect(await namesToLookUp('do $$\n-- locks: SHARE on t, the partitions of t\nbegin end $$')).toEqual([
			't',
		]);
	});
});

describe('outside a transaction', () => {
	it.each([
		['create index concurrently i on t (a)', true],
		['create index i on t (a)', false],
		['drop index concurrently i', true],
		['drop index i', false],
		['reindex index concurrently i', true],
		['reindex (concurrently) table t', true],
		['reindex table t', false],
		['reindex schema s', true],
		['reindex database d', true],
		['reindex system d', true],
		['vacuum t', true],
		['vacuum full t', true],
		['analyze t', false],
		['cluster', true],
		['cluster t using i', false],
		['create database d', true],
		['drop database d', true],
		["create tablespace s location '/x'", true],
		['drop tablespace s', true],
		['alter system set work_mem = 1', true],
		['discard all', true],
		['discard plans', false],
		['alter table pt detach partition pt1 concurrently', true],
		['alter table pt detach partition pt1', false],
		["alter type en add value 'b'", false],
		['refresh materialized view concurrently mv', false],
		['checkpoint', false],
	])('%s: %s', async (text, expected) => {
		expect((await statementLocks(text, trackRelations())).outsideTransaction).toBe(expected);
	});
});

describe('steps aside when a lock is held', () => {
	it.each([
		['alter table t add n int', true],
		['create index i on t (a)', true],
		['drop table t', true],
		['drop table t cascade', true],
		['drop schema s cascade', true],
		['drop index i', true],
		['reindex table t', true],
		['vacuum full t', true],
		['cluster t using i', true],
		['refresh materialized view concurrently mv', true],
		// If canceled while it waits, it leaves an INVALID or half-detached index.
		['create index concurrently i on t (a)', false],
		['drop index concurrently i', false],
		['reindex index concurrently i', false],
		['alter table pt detach partition pt1 concurrently', false],
		// Commits on its way.
		['vacuum full', false],
		['reindex schema s', false],
		['cluster', false],
		['do $$ begin null; end $$', false],
		['call p()', false],
		// Nobody queues behind it.
		['update t set a = 1', false],
		['vacuum t', false],
		['create table n (id int)', false],
		['syntax of a later version', false],
	])('%s: %s', async (text, expected) => {
		expect((await statementLocks(text, trackRelations())).stepsAside).toBe(expected);
	});
});

describe('index built CONCURRENTLY', () => {
	it.each([
		['create index concurrently i on t (a)', 'i'],
		['create unique index concurrently if not exists i on s.t (a)', 's.i'],
		['create index concurrently Folded on T (a)', 'folded'],
		['create index concurrently "My ""i.1""" on "S".t (a)', '"S"."My ""i.1"""'],
		// The server chooses its name: what it is can only be seen afterwards.
		['create index concurrently on t (a)', null],
		['create index i on t (a)', null],
		['reindex index concurrently i', null],
	])('%s: %s', async (text, expected) => {
		expect((await statementLocks(text, trackRelations())).buildsIndex).toBe(expected);
	});
});

describe('a relation created earlier in the same file', () => {
	const locksAfter = async (catalog: Record<string, Relation>, texts: readonly string[]) => {
		const relations = trackRelations(new Map(Object.entries(catalog)));
		const locks = [];
		for (const text of texts) locks.push((await statementLocks(text, relations)).lock);
		return locks;
	};
	const locksOf = (...texts: readonly string[]) => locksAfter({}, texts);
	const there = {there: true, table: null};
	const absent = {there: false, table: null};

	it.each([
		['a table', 'create table t (a int)', 'alter table t add b int'],
		['a table in a schema', 'create table s.t (a int)', 'create index on s.t (a)'],
		['a table of a query', 'create table t as select 1 as a', 'create index on t (a)'],
		['a materialized view', 'create materialized view m as select 1 as a', 'create index on m (a)'],
		['a view', 'create view v as select 1', "comment on view v is 'x'"],
		['an index', 'create index i on n (a)', "comment on index i is 'x'"],
		['a sequence', 'create sequence q', 'drop sequence q'],
	])('blocks no other session: %s', async (_what, create, change) => {
		expect((await locksOf(create, change)).at(-1)).toBe('none');
	});

	it('differs from one of the same name in another schema', async () => {
		expect(await locksOf('create table s.t (a int)', 'alter table t add b int')).toEqual([
			'none',
			'ACCESS EXCLUSIVE',
		]);
	});

	it('with a foreign key still locks the referenced table', async () => {
		expect(await locksOf('create table t (a int)', 'alter table t add foreign key (a) references p')).toEqual(
			['none', 'SHARE ROW EXCLUSIVE'],
		);
	});

	it.each([
		['a table', 'create table if not exists t (a int)', 'alter table t add b int', 'ACCESS EXCLUSIVE'],
		['a table of a query', 'create table if not exists t as select 1 as a', 'create index on t (a)', 'SHARE'],
		[
			'a materialized view',
			'create materialized view if not exists t as select 1',
			'drop materialized view t',
			'ACCESS EXCLUSIVE',
		],
		['a sequence', 'create sequence if not exists t', 'drop sequence t', 'ACCESS EXCLUSIVE'],
		[
			'an index',
			'create index if not exists t on n (a)',
			"comment on index t is 'x'",
			'SHARE UPDATE EXCLUSIVE',
		],
		['a view', 'create or replace view t as select 1', 'drop view t', 'ACCESS EXCLUSIVE'],
	])('counts only when it did not exist before: %s', async (_what, create, change, lock) => {
		const last = async (catalog: Record<string, Relation>) =>
			(await locksAfter(catalog, [create, change])).at(-1);
		// The table of an index is asked about too, for its partitions.
		expect((await namesToLookUp(create)).filter(name => name !== 'n')).toEqual(['t']);
		expect([await last({t: there}), await last({}), await last({t: absent})]).toEqual([lock, lock, 'none']);
	});

	it.each([
		['drop table if exists t', 'none', 'ACCESS EXCLUSIVE'],
		['alter table if exists t add n int', 'none', 'ACCESS EXCLUSIVE'],
		['create or replace view t as select 1', 'none', 'ACCESS EXCLUSIVE'],
		// Without IF EXISTS it fails, unless somebody makes it in the meantime.
		['drop table t', 'ACCESS EXCLUSIVE', 'ACCESS EXCLUSIVE'],
	])('%s: %s where there is none, else %s', async (text, without, within) => {
		expect([await locksAfter({t: absent}, [text]), await locksAfter({t: there}, [text])]).toEqual([
			[without],
			[within],
		]);
	});

	it('counts when it was dropped and created again', async () => {
		const texts = ['drop table t', 'create table if not exists t (a int)', 'alter table t add b int'];
		expect((await locksAfter({t: there}, texts)).at(-1)).toBe('none');
	});

	it('no longer counts after DROP', async () => {
		const texts = ['create temp table t (a int)', 'drop table t', 'alter table t add b int'];
		expect((await locksAfter({t: there}, texts)).at(-1)).toBe('ACCESS EXCLUSIVE');
	});

	it.each(['set search_path = s', "select pg_catalog.set_config('search_path', '', false)", 'reset all'])(
		'may be another one after %s',
		async path => {
			const texts = ['create table t (a int)', path, 'alter table t add b int'];
			expect((await locksOf(...texts)).at(-1)).toBe('ACCESS EXCLUSIVE');
		},
	);

	it('blocks other sessions once it is committed', async () => {
		const relations = trackRelations();
		await statementLocks('create table t (a int)', relations);
		relations.committed();
		expect((await statementLocks('alter table t add b int', relations)).lock).toBe('ACCESS EXCLUSIVE');
	});

	it.each([
		['of an existing table', ['create index i on t (a)', 'drop index i'], ['t']],
		['of a new table', ['create table t (a int)', 'create index i on t (a)', 'drop index i'], []],
		['of an unknown table', ['drop index s."I"'], ['s."I"', 'table of s."I"']],
	])('an index %s is dropped with a lock on its table', async (_what, texts, expected) => {
		const relations = trackRelations();
		const locks = [];
		for (const text of texts) locks.push((await statementLocks(text, relations)).relations);
		expect(locks.at(-1)).toEqual(expected);
	});

	it.each([
		['drop table c', ['c', 'p']],
		['drop table p cascade', ['p', 'c']],
		['truncate p cascade', ['p', 'c']],
		['alter table c drop constraint k', ['c', 'p']],
		['alter table c drop constraint other', ['c']],
		['alter table p alter id type bigint', ['p', 'c']],
	])('is linked by its foreign key: %s', async (text, expected) => {
		const [p, c] = [
			{there: true, table: null},
			{there: true, table: null},
		];
		const relations = trackRelations(new Map(Object.entries({p, c})));
		await statementLocks('alter table c add constraint k foreign key (a) references p (id)', relations);
		expect((await statementLocks(text, relations)).relations).toEqual(expected);
	});

	it('is not linked to a dropped table', async () => {
		const foreignKey = {name: 'k', columns: ['a'], incoming: true, key: 'p_pkey', other: 'c'};
		const p = {there: true, table: null, foreignKeys: [foreignKey], cascadedWith: ['c', 'd']};
		const relations = trackRelations(new Map(Object.entries({p})));
		await statementLocks('drop table c', relations);
		expect((await statementLocks('drop table p cascade', relations)).relations).toEqual(['p', 'd']);
	});

	it.each(['drop table c', 'alter table c drop column a', 'truncate c cascade'])(
		'describes the linked tables of an unknown table: %s',
		async text => {
			expect((await statementLocks(text, trackRelations())).relations).toEqual([
				'c',
				'tables linked to c by foreign keys',
			]);
		},
	);

	it('may be a view that existed before', async () => {
		expect(await locksOf('create or replace view v as select 1', 'drop view v')).toEqual([
			'ACCESS EXCLUSIVE',
			'ACCESS EXCLUSIVE',
		]);
	});
});

it.each([
	'this is not SQL',
	'do $$ begin execute 1; end $$',
	'call p()',
	'drop schema s cascade',
	'drop function f() cascade',
	'drop type en cascade',
	'drop extension hstore',
	'drop owned by r',
	'select evil()',
	'select 1 where exists (select evil(1))',
	'insert into t select evil()',
	'create table n as select evil()',
	"select query_to_xml('select 1', true, true, '')",
])('%s: unknown, so counted as the strongest lock', async text => {
	const gentle = new Set(['query_to_xml']);
	expect((await statementLocks(text, trackRelations(new Map(), gentle))).lock).toBe('unknown');
});

describe('the registry pack', () => {
	it.each(packMigrations)('$fileName is understood', async ({up, down}) => {
		for (const block of [up, down]) {
			const parts = await splitStatements(block?.text ?? '');
			const called = await Promise.all(parts.map(({text}) => functionsToLookUp(text)));
			const relations = trackRelations(new Map(), new Set(called.flat()));
			for (const {text} of parts) {
				const {lock, outsideTransaction} = await statementLocks(text, relations);
				expect([text, lock === 'unknown']).toEqual([text, false]);
				// A file that says otherwise on its marker would be refused by the plan.
				expect([text, outsideTransaction && block?.transaction]).toEqual([text, false]);
			}
		}
	});
});
