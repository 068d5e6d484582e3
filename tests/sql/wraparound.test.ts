import {beforeAll, describe, expect, it} from 'vitest';
import {sequenceUseOf} from '../../source/domain/vacuum/sequences.ts';
import {
	readDatabaseAges,
	readOldestRelations,
	readSequences,
} from '../../source/queries/vacuum/wraparound.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';

describe.each(everyVersion)('wraparound and sequence limits on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const plain = await database.createRole(['pg_monitor']);
	const reader = database.reader();

	beforeAll(async () => {
		await sql.unsafe(`
			create schema "O'ther";
			create table t (id serial, small smallserial, always bigint generated always as identity);
			-- As a database of before PostgreSQL 10 has it: the sequence counts further than the column can.
			create table old (id int primary key);
			create sequence old_id as bigint;
			alter table old alter id set default nextval('old_id');
			create sequence "O'ther"."Q""uoted\u001b" as int maxvalue 10 cycle;
			create sequence down increment -1 minvalue -100;
			create sequence unused;
			create temporary sequence mine;
		`);
		await sql`select setval('t_id_seq', 2147483640), setval('t_small_seq', 16384), setval('old_id', 2147483647)`;
		await sql`select setval('down', -50), nextval('t_always_seq')`;
	});

	it('compare each sequence with the narrowest column that it feeds', async () => {
		const rows = (await readSequences(reader)).map(sequenceUseOf);
		const found = Object.fromEntries(rows.map(row => [row.name, row]));
		expect(Object.keys(found).sort()).toEqual([
			'Q"uoted\\x1b',
			'down',
			'old_id',
			't_always_seq',
			't_id_seq',
			't_small_seq',
			'unused',
		]);
		expect(found.t_id_seq).toMatchObject({left: 7, columnType: 'integer', column: 'public.t.id'});
		expect(found.t_small_seq?.used).toBeCloseTo(0.5, 4);
		expect(found.old_id).toMatchObject({
			used: 1,
			left: 0,
			endOf: 'column',
			column: 'public.old.id',
			type: 'bigint',
		});
		expect(found.t_always_seq).toMatchObject({last: 1, column: 'public.t.always'});
		expect(found.down?.left).toBe(50);
		expect(found['Q"uoted\\x1b']).toMatchObject({schema: "O'ther", cycles: true, used: 0, left: 10});
		expect(found.unused).toMatchObject({last: null, unseen: null, used: 0});
	});

	it('are unknown, not 0, for sequences that are locked or that the role may not read', async () => {
		const hidden = (await readSequences(database.reader(plain))).map(sequenceUseOf);
		expect(hidden.map(({unseen, used}) => [unseen, used])).toEqual(hidden.map(() => ['unreadable', null]));
		const holder = await hold(database, 'alter sequence t_id_seq cache 2');
		const rows = await readSequences(reader);
		expect(rows.find(({name}) => name === 't_id_seq')).toMatchObject({unseen: 'locked', last: null});
		expect(rows.find(({name}) => name === 'old_id')?.unseen).toBeNull();
		await holder.release();
	});

	it('cover every database of the cluster, and name the oldest relations of this one', async () => {
		const {databases: ages} = await readDatabaseAges(reader);
		const [truth] = await sql<{names: string[]; age: number}[]>`
			select array_agg(datname::text order by 1) as names,
				max(age(datfrozenxid)) filter (where datname = current_database()) as age from pg_database`;
		expect(ages.map(({name}) => name).sort()).toEqual(expect.arrayContaining([database.name, 'template0']));
		expect(truth?.names).toEqual(expect.arrayContaining([database.name]));
		expect(ages.filter(({here}) => here)).toMatchObject([{name: database.name, xidAge: expect.any(Number)}]);
		const oldest = await readOldestRelations(reader);
		expect(oldest).toHaveLength(5);
		// Everything ages with each transaction on the server: what is read later is older.
		const own = (await readDatabaseAges(reader)).databases.find(({here}) => here);
		expect(oldest[0]?.xidAge).toBeLessThanOrEqual(own?.xidAge ?? 0);
	});
});
