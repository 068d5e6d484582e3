import {hostname, userInfo} from 'node:os';
import {beforeEach, describe, expect, it} from 'vitest';
import {migrationStatus} from '../../source/domain/migrations/status.ts';
import {parseMigration} from '../../source/migrations/formats/dbmate.ts';
import {readLedger} from '../../source/queries/migrations/ledger.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {
	exists,
	ledgerOf,
	migration,
	migrationFolder,
	openOperator,
	outside,
} from '../helpers/scenario-actions.ts';

describe.each(versions)('applying migrations to PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const apply = (
		contents: Record<string, string>,
		which: 'all' | {upTo: string} | {only: string} = 'all',
	) => {
		for (const name of Object.keys(files)) delete files[name];
		Object.assign(files, contents);
		return operator.act({action: 'apply-migrations', which});
	};
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public');
	});

	it('runs the files in order and records checksum, duration and user of each', async () => {
		const progress = await apply({
			'2_second.sql': migration('insert into made values (2);'),
			'1_first.sql': migration('create table made (id int);\ninsert into made values (1);'),
		});
		expect(progress.status).toBe('done');
		expect(
			progress.units.map(({state, statementsDone, statements}) => [state, statementsDone, statements]),
		).toEqual([
			['done', 2, 2],
			['done', 4, 4],
			['done', 3, 3],
		]);
		expect([...(await sql`select id from made order by id`)]).toEqual([{id: 1}, {id: 2}]);
		const ledger = await readLedger(database.reader());
		const who = `${userInfo().username}@${hostname()} as ${database.server.user}`;
		expect(ledger).toMatchObject({
			kind: 'dbmate',
			noted: true,
			entries: [
				{
					version: '1',
					name: 'first',
					appliedBy: who,
					durationMs: expect.any(Number),
					appliedAt: expect.any(Date),
				},
				{version: '2', name: 'second', appliedBy: who},
			],
		});
		if (ledger.kind !== 'dbmate') throw new Error('no ledger');
		const set = Object.entries(files).map(([name, text]) => parseMigration(name, text));
		expect(ledger.entries[0]?.checksum).toBe(
			parseMigration('1_first.sql', files['1_first.sql'] ?? '').checksum,
		);
		expect(migrationStatus(set, ledger.entries).map(({state}) => state)).toEqual(['applied', 'applied']);
	});

	it('writes the ledger in the transaction of the file', async () => {
		await apply({'1_a.sql': migration('create table made (id int); insert into made values (1);')});
		const rows = await sql`
			select xmin::text from schema_migrations
			union select xmin::text from pgdeck_migrations
			union select xmin::text from made
			union select xmin::text from pg_class where oid = 'made'::regclass`;
		expect(rows).toHaveLength(1);
	});

	it('measures the file, not the run', async () => {
		await apply({'1_a.sql': migration('select pg_sleep(0.2)'), '2_b.sql': migration('select 1')});
		const rows = await sql<{ms: number}[]>`select duration_ms as ms from pgdeck_migrations order by version`;
		const whole = operator.entries('done').slice(-2);
		expect(rows[0]?.ms).toBeGreaterThanOrEqual(200);
		for (const [index, {ms}] of rows.entries()) expect(ms).toBeLessThanOrEqual(whole[index]?.tookMs ?? 0);
	});

	it("continues dbmate's own ledger, and keeps its own notes beside it", async () => {
		await sql`create table schema_migrations (version varchar(128) primary key)`;
		await sql`insert into schema_migrations values ('1')`;
		const {units} = await apply({'1_a.sql': migration('select 1/0'), '2_b.sql': migration('select 2')});
		expect(units.map(({state}) => state)).toEqual(['done', 'done']);
		expect(await ledgerOf(database)).toEqual(['1', '2']);
		expect([...(await sql`select version from pgdeck_migrations`)]).toEqual([{version: '2'}]);
	});

	it('rolls back a failed file as a whole; earlier files stay applied, later ones do not run', async () => {
		const progress = await apply({
			'1_a.sql': migration('create table one (id int);'),
			'2_b.sql': migration(
				'create table two (id int);\n\ninsert into two values (1);\nselect * from nowhere;',
			),
			'3_c.sql': migration('create table three (id int);'),
		});
		expect(progress.status).toBe('failed');
		expect(progress.units.map(({state}) => state)).toEqual(['done', 'done', 'failed', 'skipped']);
		expect(progress.units[2]).toMatchObject({
			error: {code: '42P01'},
			note: '2_b.sql:5: relation "nowhere" does not exist. All of it was rolled back.',
		});
		expect(progress.note).toBe(progress.units[2]?.note);
		expect(await ledgerOf(database)).toEqual(['1']);
		for (const [table, there] of Object.entries({one: true, two: false, three: false})) {
			expect(await exists(database, table), table).toBe(there);
		}
		expect(operator.entries('failed').at(-1)).toMatchObject({
			title: 'Apply 2_b.sql',
			result: progress.note,
			error: {code: '42P01'},
		});
	});

	it.each([
		['with several lines', 'select\n\n1,\nbroken\nfrom (select 1) t;', 6],
		['after multi-byte characters', "select '😀é', '\n\u{1f468}\u200d\u{1f469}漢字', broken;", 4],
		['after comments with semicolons', '/* a;\nb */\n-- c;\nselect $q$ ;\n; $q$, broken;', 7],
		['with Windows line endings', 'select\r\n1,\r\nbroken;', 5],
	])('names the line of an error in a statement %s', async (_what, text, line) => {
		const {note} = await apply({'1_a.sql': migration(`select 'é';\n${text}`)});
		expect(note).toBe(`1_a.sql:${line}: column "broken" does not exist. All of it was rolled back.`);
	});

	it('names the line of the statement if the server reports no position', async () => {
		const {note} = await apply({'1_a.sql': migration('select 1;\n\nselect\n1 / 0;')});
		expect(note).toBe('1_a.sql:4: division by zero. All of it was rolled back.');
	});

	it('keeps nothing if the commit fails', async () => {
		const {note, units} = await apply({
			'1_a.sql': migration(`create table made (id int primary key deferrable initially deferred);
				insert into made values (1), (1);`),
		});
		expect(note).toContain('duplicate key value violates unique constraint "made_pkey".');
		expect(note).toContain('All of it was rolled back.');
		expect(units[1]?.state).toBe('failed');
		expect(await exists(database, 'made')).toBe(false);
		expect(await ledgerOf(database)).toEqual([]);
	});

	it('keeps nothing if the ledger cannot be written', async () => {
		await sql.unsafe(`
			create table schema_migrations (version varchar primary key);
			create function full_up() returns trigger language plpgsql as 'begin raise exception ''full''; end';
			create trigger full_up before insert on schema_migrations for each row execute function full_up();`);
		const {note} = await apply({'1_a.sql': migration('create table made (id int);')});
		expect(note).toBe('full. All of it was rolled back.');
		expect(await exists(database, 'made')).toBe(false);
	});

	it('outside a transaction records the file after its last statement', async () => {
		const {status} = await apply({
			'1_a.sql': migration(
				'create table made (id int);\ncreate table seen as select count(*) n from schema_migrations;\ncreate index concurrently i on made (id);',
				'',
				outside,
			),
		});
		expect(status).toBe('done');
		expect([...(await sql`select n::int from seen`)]).toEqual([{n: 0}]);
		expect(await ledgerOf(database)).toEqual(['1']);
	});

	it('outside a transaction reports that only the ledger could not be written', async () => {
		await sql`create table schema_migrations (version varchar primary key check (version <> '1'))`;
		const {note} = await apply({'1_a.sql': migration('create table one (id int);', '', outside)});
		expect(note).toContain('violates check constraint');
		expect(note).toContain(
			'All of its statements are done and stay; only the migration ledger was not written.',
		);
		expect([await exists(database, 'one'), (await ledgerOf(database)).length]).toEqual([true, 0]);
	});

	it('outside a transaction reports which statements of a failed file stay, and warns of them in the next plan', async () => {
		const text = migration(
			'create table one (id int);\nselect 1 / 0;\ncreate table three (id int);',
			'',
			outside,
		);
		const {note, units} = await apply({'1_a.sql': text});
		expect(units[1]).toMatchObject({state: 'failed', statementsDone: 1, statements: 5});
		expect(note).toBe('1_a.sql:3: division by zero. 1 of 3 statements is done and stays.');
		expect(operator.entries('failed').at(-1)?.result).toBe(note);
		expect([await exists(database, 'one'), await exists(database, 'three')]).toEqual([true, false]);
		expect(await ledgerOf(database)).toEqual([]);
		const again = await operator.plan({action: 'apply-migrations', which: 'all'});
		expect(again.checks).toContainEqual(
			expect.objectContaining({
				code: 'earlier-attempt',
				verdict: 'warn',
				text: '"Apply 1_a.sql" failed earlier: parts of it may exist',
			}),
		);
	});
});
