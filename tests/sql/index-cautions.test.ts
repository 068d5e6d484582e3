import {beforeAll, describe, expect, it} from 'vitest';
import {caution} from '../../source/domain/indexes/words.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {leaveInvalidIndex, verdicts} from '../helpers/scenario-indexes.ts';

const foreignKey = (foreignKeys: string) => caution('foreign-key-support', {foreignKeys});

describe.each(everyVersion)('cautions before dropping an index of PostgreSQL %d', async version => {
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

	it('name the foreign key whose only index it is', async () => {
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

	it('ignore an index that does not begin with the columns of the foreign key', async () => {
		await sql`create index behind on holder (other, one_id)`;
		expect((await cautions())('behind')).toEqual([]);
		expect((await cautions())('second')).toEqual([foreignKey('fk_one')]);
	});

	it('require all columns of the foreign key, in any order', async () => {
		await sql.unsafe(`
			alter table holder add constraint fk_two foreign key (a, b) references two;
			create index half on holder (a);
			create index turned on holder (b, a, other);
		`);
		const found = await cautions();
		expect([found('half'), found('turned')]).toEqual([[], [foreignKey('fk_two')]]);
		await sql`drop index turned`;
	});

	it('do not take column 11 for column 1', async () => {
		await sql.unsafe(`
			alter table wide add constraint fk_wide foreign key (c1) references one;
			create index c11_index on wide (c11);
			create index c1_index on wide (c1);
		`);
		const found = await cautions();
		expect([found('c11_index'), found('c1_index')]).toEqual([[], [foreignKey('fk_wide')]]);
	});

	it('do not count a partial or INVALID index as one that serves a foreign key', async () => {
		await sql`create index part on wide (c1) where c1 > 0`;
		await leaveInvalidIndex(database, 'wide', 'create index concurrently broken on wide (c1)');
		const found = await cautions();
		expect(found('c1_index')).toEqual([foreignKey('fk_wide')]);
		expect(found('part')).toEqual([caution('partial', {rows: 0})]);
		const invalid = [caution('invalid')];
		expect(found('broken')).toEqual(invalid);
		await sql`drop index c1_index`;
		expect((await cautions())('broken')).toEqual(invalid);
		await sql`create index c1_index on wide (c1)`;
	});

	it('give the number of rows of a partial index', async () => {
		await sql.unsafe(`create table rows_of as select n from generate_series(1, 5000) n;
			create index most on rows_of (n) where n > 10`);
		expect((await cautions())('most')).toEqual([caution('partial', {rows: 4990})]);
	});

	it('name both foreign keys of an index that serves two', async () => {
		await sql`alter table wide add constraint fk_again foreign key (c1) references one`;
		expect((await cautions())('c1_index')).toEqual([foreignKey('fk_again, fk_wide')]);
	});

	it('name a lost expression statistic and the order of CLUSTER', async () => {
		await sql.unsafe(`
			create index expression on holder (lower(text));
			create index ordered on holder (other);
			cluster holder using ordered;
		`);
		const found = await cautions();
		expect(found('expression')).toEqual([caution('expression')]);
		expect(found('ordered')).toEqual([caution('clustered')]);
		await sql`alter table holder set without cluster`;
		expect((await cautions())('ordered')).toEqual([]);
	});

	it('name scans that read almost no rows', async () => {
		const probes = caution('planner-probes');
		const of = async (scans: number, tuplesRead: number) =>
			(await cautions({scans, tuplesRead, lastScan: null}))('ordered');
		expect([await of(0, 0), await of(5, 5), await of(5, 6)]).toEqual([[], [probes], []]);
		// A row each is what lookups by key read.
		expect([await of(99, 99), await of(100, 100), await of(30_000, 30_000)]).toEqual([[probes], [], []]);
	});

	it('are none on an ordinary index of another access method', async () => {
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
