import {beforeAll, describe, expect, it} from 'vitest';
import {readUnindexedKeys} from '../../source/queries/indexes/foreign-keys.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {verdicts} from '../helpers/scenario-indexes.ts';

/** The query that the server runs for each row deleted from the other table (ri_triggers.c), by its types. */
const lookUps = {
	number: {parameters: ['int8'], columns: ['number']},
	word: {parameters: ['text'], columns: ['word']},
	pair: {parameters: ['int4', 'text'], columns: ['a', 'b']},
};

describe.each(everyVersion)('an index of PostgreSQL %d and a foreign key', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(async () => {
		await sql.unsafe(`
			create extension btree_gin; create extension btree_gist; create extension bloom;
			create table numbers (id int8 primary key);
			create table words (id text primary key);
			create table pairs (a int, b text, primary key (a, b));
			create table holder (
				number int constraint number references numbers,
				word varchar constraint word references words,
				a int, b text collate "C", other int,
				constraint pair foreign key (a, b) references pairs (a, b)
			);
			insert into numbers select generate_series(1, 2000);
			insert into words select generate_series(1, 2000);
			insert into pairs select n, n from generate_series(1, 2000) n;
			insert into holder select n, n, n, n, n from generate_series(1, 2000) n;
			analyze holder;
		`);
	});

	// Also checks the query plan: true if the index looks up all columns of the key.
	it.each([
		{key: 'number', definition: 'btree (number)', looksUp: true, serves: true},
		// The column is an int4, what it points at an int8.
		{key: 'number', definition: 'hash (number)', looksUp: true, serves: true},
		{key: 'number', definition: 'btree (number desc, other)', looksUp: true, serves: true},
		// Read from end to end for each look-up.
		{key: 'number', definition: 'btree (other, number)', looksUp: true, serves: false},
		{key: 'number', definition: 'btree (other) include (number)', looksUp: false, serves: false},
		{key: 'number', definition: 'brin (number)', looksUp: true, serves: false},
		{key: 'number', definition: 'bloom (number)', looksUp: false, serves: false},
		// Only for int4, as in those extensions.
		{key: 'number', definition: 'gin (number)', looksUp: false, serves: false},
		{key: 'number', definition: 'gist (number)', looksUp: false, serves: false},
		{key: 'word', definition: 'btree (word)', looksUp: true, serves: true},
		{key: 'word', definition: 'btree (word varchar_pattern_ops)', looksUp: true, serves: true},
		{key: 'word', definition: 'hash (word)', looksUp: true, serves: true},
		// Another collation has another equality, for all that the planner knows.
		{key: 'word', definition: 'btree (word collate "C")', looksUp: false, serves: false},
		{key: 'pair', definition: 'btree (a, b)', looksUp: true, serves: true},
		{key: 'pair', definition: 'btree (b, a, other)', looksUp: true, serves: true},
		{key: 'pair', definition: 'btree (a) include (b)', looksUp: false, serves: false},
		{key: 'pair', definition: 'btree (a, b collate "default")', looksUp: false, serves: false},
		{key: 'pair', definition: 'gist (a, b)', looksUp: true, serves: true},
		{key: 'pair', definition: 'gin (a, b)', looksUp: true, serves: true},
		{key: 'pair', definition: 'brin (a, b)', looksUp: true, serves: false},
		{key: 'pair', definition: 'hash (a)', looksUp: false, serves: false},
	] as const)('$key, $definition: serves it: $serves', async ({key, definition, looksUp, serves}) => {
		await sql.unsafe(`drop index if exists served; create index served on holder using ${definition}`);
		const {served} = await verdicts(database.reader());
		expect(served?.row.onlySupportOf).toBe(serves ? key : null);
		const unindexed = (await readUnindexedKeys(database.reader())).map(({constraint}) => constraint);
		expect(unindexed.includes(key)).toBe(!serves);

		const {parameters, columns} = lookUps[key];
		const session = database.session();
		await session.unsafe('set enable_seqscan = off; set plan_cache_mode = force_generic_plan');
		const conditions = columns.map((column, place) => `$${place + 1} = ${column}`).join(' and ');
		await session.unsafe(
			`prepare look_up (${parameters.join()}) as select 1 from only holder where ${conditions}`,
		);
		const plan = await session.unsafe(
			`explain (costs off) execute look_up (${columns.map(() => "'1'").join()})`,
		);
		const looked =
			plan.map(row => String(row['QUERY PLAN'])).find(line => line.includes('Index Cond:')) ?? '';
		expect(columns.every(column => new RegExp(`\\b${column}\\b`).test(looked))).toBe(looksUp);
		await session.end();
	});

	it('needs its B-tree index if the other indexes on its column cannot serve look-ups', async () => {
		await sql.unsafe(`drop index if exists served; create index tree on holder (number);
			create index few on holder using brin (number); create index listed on holder using gin (number);
			create index behind on holder (other) include (number)`);
		const alone = async () => {
			const found = await verdicts(database.reader());
			return Object.keys(found).filter(name => found[name]?.row.onlySupportOf === 'number');
		};
		expect(await alone()).toEqual(['tree']);
		await sql`create index hashed on holder using hash (number)`;
		expect(await alone()).toEqual([]);
	});
});
