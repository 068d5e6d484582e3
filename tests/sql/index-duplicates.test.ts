import {beforeAll, describe, expect, it} from 'vitest';
import {keptFor, standIns} from '../../source/domain/indexes/duplicates.ts';
import {readIndexShapes} from '../../source/queries/indexes/index-shapes.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

/** Two indexes, and what is said of the second beside the first, and of the first beside the second. */
const pairs: ReadonlyArray<
	readonly [what: string, first: string, second: string, ...said: (string | undefined)[]]
> = [
	['an equal index', 'on t (a)', 'on t (a)', 'duplicate'],
	['a prefix of another', 'on t (a, b)', 'on t (a)', 'redundant'],
	['a prefix created first', 'on t (a)', 'on t (a, b)', undefined, 'redundant'],
	['not a prefix', 'on t (b, a)', 'on t (a)'],
	['a reversed order', 'on t (a)', 'on t (a desc nulls first)', 'duplicate'],
	['descending, with nulls elsewhere', 'on t (a)', 'on t (a desc nulls last)'],
	['one of two columns reversed', 'on t (a, b)', 'on t (a, b desc)'],
	['both columns reversed', 'on t (a, b)', 'on t (a desc, b desc)', 'duplicate'],
	['a prefix of a reversed index', 'on t (a desc, b)', 'on t (a)', 'redundant'],
	['another collation', 'on t (s)', 'on t (s collate "C")'],
	['another operator class', 'on t (s)', 'on t (s text_pattern_ops)'],
	['another method', 'on t (a)', 'on t using hash (a)'],
	['hash twice', 'on t using hash (a)', 'on t using hash (a)', 'duplicate'],
	['no prefix of another method than btree', 'on t using brin (a, b)', 'on t using brin (a)'],
	['the same predicate', 'on t (a) where b > 1', 'on t (a) where b > 1', 'duplicate'],
	['another predicate', 'on t (a) where b > 1', 'on t (a) where b > 2'],
	['a predicate beside no predicate', 'on t (a)', 'on t (a) where b > 1'],
	['INCLUDE of a key of the other', 'on t (a, b)', 'on t (a) include (b)', 'redundant'],
	['INCLUDE that the other has as well', 'on t (a) include (b, c12)', 'on t (a) include (b)', 'redundant'],
	['INCLUDE missing in the other', 'on t (a)', 'on t (a) include (b)', undefined, 'redundant'],
	['column 12 is not column 1', 'on t (c12)', 'on t (a)'],
	['the same expression', 'on t (lower(s))', 'on t (lower(s))', 'duplicate'],
	['another expression', 'on t (lower(s))', 'on t (upper(s))'],
	['an expression with a comma', 'on t (coalesce(a, b), a)', 'on t (coalesce(a, b))', 'redundant'],
	['unique beside plain', 'on t (a)', 'unique on t (a)', undefined, 'redundant'],
	['plain beside unique', 'unique on t (a)', 'on t (a)', 'redundant'],
	['unique beside unique', 'unique on t (a)', 'unique on t (a)', 'duplicate'],
	['unique beside a longer unique', 'unique on t (a, b)', 'unique on t (a)'],
];

describe.each(everyVersion)('stand-ins for indexes of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const found = async () => {
		const names = new Map(
			(
				await sql<{oid: number; name: string}[]>`select oid::int as oid, relname::text as name from pg_class`
			).map(({oid, name}) => [oid, name]),
		);
		const all = standIns(await readIndexShapes(database.reader()));
		return new Map([...all].map(([oid, {kind, of}]) => [names.get(oid) ?? '', `${kind} ${names.get(of)}`]));
	};

	beforeAll(async () => {
		await sql`create table t (a int, b int, s text, c4 int, c5 int, c6 int, c7 int, c8 int, c9 int, c10 int,
			c11 int, c12 int)`;
	});

	it.each(pairs)('%s', async (_what, first = '', second = '', saidOfSecond, saidOfFirst) => {
		const create = (name: string, text: string) =>
			sql.unsafe(
				text.startsWith('unique')
					? `create unique index ${name} ${text.slice(7)}`
					: `create index ${name} ${text}`,
			);
		await create('first', first);
		await create('second', second);
		const said = await found();
		expect([said.get('second'), said.get('first')]).toEqual([
			saidOfSecond && `${saidOfSecond} first`,
			saidOfFirst && `${saidOfFirst} second`,
		]);
		await sql`drop index first, second`;
	});

	it('never replace a constraint or a replica identity, but the index beside them', async () => {
		await sql`create table bound (id int primary key, u int not null, constraint u_key unique (u))`;
		await sql`create unique index identity on bound (u)`;
		await sql`alter table bound replica identity using index identity`;
		await sql`create index beside on bound (id)`;
		expect([...(await found())].sort()).toEqual([['beside', 'redundant bound_pkey']]);
		await sql`drop table bound`;
	});

	it('resolve a chain to its longest index, and drop only the shortest of several', async () => {
		await sql`create table chain (a int, b int, c int)`;
		await sql`create index c1 on chain (a)`;
		await sql`create index c2 on chain (a, b)`;
		await sql`create index c3 on chain (a, b, c)`;
		expect([...(await found())].sort()).toEqual([
			['c1', 'redundant c3'],
			['c2', 'redundant c3'],
		]);
		const [row] = await sql<{oids: number[]}[]>`
			select array['c1'::regclass::oid, 'c2'::regclass::oid, 'c3'::regclass::oid]::int[] as oids`;
		const [c1 = 0, c2 = 0, c3 = 0] = row?.oids ?? [];
		const known = standIns(await readIndexShapes(database.reader()));
		const kept = (...oids: number[]) => [...keptFor(oids, known).keys()].sort();
		expect(kept(c3)).toEqual([]);
		expect(kept(c1, c2)).toEqual([c2]);
		expect(kept(c1, c3)).toEqual([c3]);
		expect(kept(c3, c2)).toEqual([c3]);
		expect([...keptFor([c2, c3, c1], known)].sort()).toEqual([
			[c2, c1],
			[c3, c1],
		]);
		await sql`drop table chain`;
	});

	it('are never INVALID or locked', async () => {
		await sql`create table broken (a int)`;
		await sql`create index sound on broken (a)`;
		await leaveInvalidIndex(database, 'broken', 'create index concurrently invalid on broken (a)');
		expect([...(await found())].sort()).toEqual([]);
		await sql`drop index invalid`;
		await sql`create index e1 on broken (abs(a))`;
		await sql`create index e2 on broken (abs(a))`;
		expect([...(await found())].sort()).toEqual([['e2', 'duplicate e1']]);
		const holder = await hold(database, 'lock table broken in access exclusive mode');
		expect([...(await found())].sort()).toEqual([]);
		await holder.release();
	});
});
