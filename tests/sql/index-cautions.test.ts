import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {leaveInvalidIndex, verdicts} from '../helpers/scenario-indexes.ts';

const foreignKey = (name: string) =>
	`it alone serves the foreign key ${name}: without it, deletes on the other table scan this one`;

describe.each(everyVersion)('what to think of before dropping an index of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const cautions = async (counters?: Parameters<typeof verdicts>[1]) => {
		const found = await verdicts(database.reader(), counters);
		return (name: string) => found[name]?.cautions;
	};

	beforeAll(async () => {
		await sql.unsafe(`
			create table one (id int primary key);
			create table two (a int, b int, primary key (a, b));
			-- Columns 1 and 11 of a table, as text, begin alike.
			create table wide (c1 int, c2 int, c3 int, c4 int, c5 int, c6 int, c7 int, c8 int, c9 int, c10 int,
				c11 int, c12 int);
			create table holder (one_id int, a int, b int, other int, text text);
		`);
	});

	it('an index that alone serves a foreign key', async () => {
		await sql.unsafe(`
			alter table holder add constraint fk_one foreign key (one_id) references one;
			create index alone on holder (one_id);
		`);
		expect((await cautions())('alone')).toEqual([foreignKey('fk_one')]);
		await sql`create index second on holder (one_id, other)`;
		const both = await cautions();
		expect([both('alone'), both('second')]).toEqual([[], []]);
		await sql`drop index alone`;
		expect((await cautions())('second')).toEqual([foreignKey('fk_one')]);
	});

	it('not one that does not begin with its columns', async () => {
		await sql`create index behind on holder (other, one_id)`;
		expect((await cautions())('behind')).toEqual([]);
		expect((await cautions())('second')).toEqual([foreignKey('fk_one')]);
	});

	it('columns of the foreign key in either order, and all of them', async () => {
		await sql.unsafe(`
			alter table holder add constraint fk_two foreign key (a, b) references two;
			create index half on holder (a);
			create index turned on holder (b, a, other);
		`);
		const found = await cautions();
		expect([found('half'), found('turned')]).toEqual([[], [foreignKey('fk_two')]]);
		await sql`drop index turned`;
	});

	it('does not take column 11 for column 1', async () => {
		await sql.unsafe(`
			alter table wide add constraint fk_wide foreign key (c1) references one;
			create index c11_index on wide (c11);
			create index c1_index on wide (c1);
		`);
		const found = await cautions();
		expect([found('c11_index'), found('c1_index')]).toEqual([[], [foreignKey('fk_wide')]]);
	});

	it('a partial or INVALID index serves no foreign key', async () => {
		await sql`create index part on wide (c1) where c1 > 0`;
		await leaveInvalidIndex(database, 'wide', 'create index concurrently broken on wide (c1)');
		const found = await cautions();
		expect(found('c1_index')).toEqual([foreignKey('fk_wide')]);
		expect(found('part')).toEqual([
			'it is partial, of about 0 rows: they may matter more than its scans tell',
		]);
		const invalid = ['it is INVALID: no query uses it, and writes may still pay for it'];
		expect(found('broken')).toEqual(invalid);
		await sql`drop index c1_index`;
		expect((await cautions())('broken')).toEqual(invalid);
		await sql`create index c1_index on wide (c1)`;
	});

	it('a partial index says how many rows it has, not that they are few', async () => {
		await sql.unsafe(`create table rows_of as select n from generate_series(1, 5000) n;
			create index most on rows_of (n) where n > 10`);
		expect((await cautions())('most')).toEqual([
			'it is partial, of about 4,990 rows: they may matter more than its scans tell',
		]);
	});

	it('an index that serves two foreign keys names both', async () => {
		await sql`alter table wide add constraint fk_again foreign key (c1) references one`;
		expect((await cautions())('c1_index')).toEqual([foreignKey('fk_again, fk_wide')]);
	});

	it('an expression, the order of CLUSTER', async () => {
		await sql.unsafe(`
			create index expression on holder (lower(text));
			create index ordered on holder (other);
			cluster holder using ordered;
		`);
		const found = await cautions();
		expect(found('expression')).toEqual([
			'the planner loses the statistics of its expression, unless something else has them',
		]);
		expect(found('ordered')).toEqual(['CLUSTER orders the table by it']);
		await sql`alter table holder set without cluster`;
		expect((await cautions())('ordered')).toEqual([]);
	});

	it('scans that read hardly a row', async () => {
		const probes = 'its few scans read hardly a row: perhaps only the planner looking at its ends';
		const of = async (scans: number, tuplesRead: number) =>
			(await cautions({scans, tuplesRead, lastScan: null}))('ordered');
		expect([await of(0, 0), await of(5, 5), await of(5, 6)]).toEqual([[], [probes], []]);
		// A row each is what lookups by key read.
		expect([await of(99, 99), await of(100, 100), await of(30_000, 30_000)]).toEqual([[probes], [], []]);
	});

	it('sees only what is the case: no caution on an ordinary index of another kind', async () => {
		await sql.unsafe(`
			create extension if not exists btree_gist;
			create table kinds (id int, text text, at tsrange, words tsvector, include int);
			create index kind_hash on kinds using hash (id);
			create index kind_gin on kinds using gin (words);
			create index kind_gist on kinds using gist (at);
			create index kind_brin on kinds using brin (id);
			create index kind_include on kinds (id desc nulls last) include (include);
			create index kind_collate on kinds (text collate "C" text_pattern_ops);
		`);
		const found = await verdicts(database.reader());
		const kinds = Object.entries(found).filter(([name]) => name.startsWith('kind_'));
		expect(kinds.map(([name, {row}]) => [name, row.method])).toEqual(
			expect.arrayContaining([
				['kind_hash', 'hash'],
				['kind_gin', 'gin'],
				['kind_gist', 'gist'],
				['kind_brin', 'brin'],
				['kind_include', 'btree'],
				['kind_collate', 'btree'],
			]),
		);
		expect(kinds.map(([, {blockers, cautions: told}]) => [...blockers, ...told])).toEqual(
			kinds.map(() => []),
		);
	});
});
