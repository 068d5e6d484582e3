import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, until} from '../helpers/scenario.ts';
import {actionWaits, blocking, details, exists, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('building indexes of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const by = (...definitions: readonly string[]) => ({action: 'create-index', definitions}) as const;
	const definitionOf = async (name: string) =>
		(await sql<{text: string}[]>`select pg_get_indexdef(to_regclass(${name})) as text`)[0]?.text;
	/** A canceled action drops its leftovers, and waits for the same session as before. */
	const untilDropping = () =>
		until(
			() => sql`select from pg_stat_activity
				where datname = current_database() and query like 'DROP INDEX%' and wait_event_type = 'Lock'`,
			rows => rows.length === 1,
		);
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int primary key, n int, "Te xt" text);
			insert into busy select n, n, n from generate_series(1, 1000) n`);
	});

	it.each([
		['create index on busy (n)', 'CREATE INDEX CONCURRENTLY busy_n_idx ON public.busy (n)', 'busy_n_idx'],
		[
			'CREATE UNIQUE INDEX IF NOT EXISTS "U""1" ON public . busy USING btree (n DESC, lower("Te xt")) WHERE n > 0;',
			'CREATE UNIQUE INDEX CONCURRENTLY "U""1" ON public.busy USING btree (n DESC, lower("Te xt")) WHERE n > 0',
			'"U""1"',
		],
		[
			'/* é */ create index concurrently /* ü */ on "busy" -- ;\n ("Te xt", (n + 1))',
			'CREATE INDEX CONCURRENTLY "busy_Te xt_expr_idx" ON public.busy ("Te xt", (n + 1))',
			'"busy_Te xt_expr_idx"',
		],
	])('by %s', async (given, sent, name) => {
		const run = await operator.act(by(given));
		expect(run.plan.units).toMatchObject([
			{
				title: `Build index public.${name} of public.busy`,
				transactional: false,
				statements: [{text: sent, lock: 'SHARE UPDATE EXCLUSIVE', buildsIndex: `public.${name}`}],
				undo: [`DROP INDEX CONCURRENTLY public.${name}`],
			},
		]);
		expect(run.status).toBe('done');
		expect(await exists(database, name)).toBe(true);
	});

	it.each([
		['drop table busy', 'The statement is not a CREATE INDEX.'],
		[
			'create index on busy (n); drop table busy',
			'The text contains more than one statement. Give one CREATE INDEX.',
		],
		[
			'create index on busy (n) garbage )',
			'The text cannot be parsed as SQL. Write CREATE INDEX ON table (column).',
		],
		['', 'No definition was given. Write CREATE INDEX ON table (column).'],
		['create index on only busy (n)', /ON ONLY builds no index/],
		['create index on gone (n)', 'This database has no table gone.'],
		['begin', /BEGIN is not allowed here/],
		["create index on busy ('", /cannot be parsed/],
	])('refuses %s', async (given, reason) => {
		await expect(operator.plan(by(given))).rejects.toThrow(reason);
	});

	it('chooses a free name, and refuses a name in use', async () => {
		await operator.act(by('create index on busy (n)'));
		expect((await operator.plan(by('create index on busy (n)'))).units[0]?.title).toBe(
			'Build index public.busy_n_idx1 of public.busy',
		);
		expect(blocking(await operator.plan(by('create index busy_n_idx on busy (id)')))).toEqual([
			'public.busy_n_idx: an index of this name already exists. Give another name.',
		]);
		const plan = await operator.plan(by('create index late on busy (id)'));
		await sql`create index late on busy (n)`;
		expect((await operator.run(plan)).note).toBe('not run: an index public.late already exists');
	});

	it('builds missing foreign key indexes', async () => {
		await sql.unsafe(`create table child (a int references busy, "B b" int references busy, c int references busy);
			create index on child (c); alter table child add foreign key (a) references busy`);
		const oids = await sql<{oid: number}[]>`
			select oid::int from pg_constraint where conname in ('child_B b_fkey', 'child_c_fkey')`;
		const foreignKeys = oids.map(({oid}) => oid);
		// The other one has an index.
		expect((await operator.plan({action: 'create-index', foreignKeys})).units).toMatchObject([
			{statements: [{text: 'CREATE INDEX CONCURRENTLY "child_B b_idx" ON public.child ("B b")'}]},
		]);
		const run = await operator.act({action: 'create-index', foreignKeysOf: 'all'});
		expect(run.plan.units.map(({statements}) => statements[0]?.text)).toEqual([
			'CREATE INDEX CONCURRENTLY "child_B b_idx" ON public.child ("B b")',
			'CREATE INDEX CONCURRENTLY child_a_idx ON public.child (a)',
		]);
		expect(details(run.plan, 'info').join()).toContain(
			'the foreign key child_B b_fkey to public.busy has no index: deletes there scan public.child',
		);
		expect(run.status).toBe('done');
		await expect(operator.plan({action: 'create-index', foreignKeysOf: 'all'})).rejects.toThrow(
			'Every foreign key here has an index.',
		);
	});

	it('builds and attaches one per leaf of a partitioned table, at any depth', async () => {
		await sql.unsafe(`create table parts (id int, n int) partition by range (id);
			create table parts_1 partition of parts for values from (0) to (10) partition by range (id);
			create table "parts 1a" partition of parts_1 for values from (0) to (5);
			create table parts_2 partition of parts for values from (10) to (20)`);
		const request = by('create index parts_n on parts (n)');
		const holder = await hold(database, 'insert into parts values (1, 1)', 'savepoint s');
		// The partitioned tables are finished before the leaf with a writer.
		await holder.release();
		const plan = await operator.plan(request);
		const run = await operator.run(plan);
		expect(run.status).toBe('done');
		const rows = await sql`select indisvalid from pg_index where indexrelid in (
			select relid from pg_partition_tree('parts_n'))`;
		expect(rows.map(row => row.indisvalid)).toEqual([true, true, true, true]);
	});

	it('continues an interrupted build on a partitioned table', async () => {
		await sql.unsafe(`create table parts (id int, n int) partition by range (id);
			create table parts_1 partition of parts for values from (0) to (10);
			create table parts_2 partition of parts for values from (10) to (20)`);
		const request = by('create index parts_n on parts (n)');
		const plan = await operator.plan(request);
		// The second partition has a writer, so that the build cannot finish before it is canceled.
		const holder = await hold(database, 'insert into parts_2 values (11, 1)');
		const run = operator.begin(plan);
		await run.sees(({units}) => (units[0]?.statementsDone ?? 0) >= 1);
		run.cancel();
		await holder.release();
		await run.result;
		const again = await operator.act(request);
		expect(again.status).toBe('done');
		expect(await definitionOf('parts_n')).toContain('ON ONLY public.parts');
		const [row] = await sql`select indisvalid from pg_index where indexrelid = 'parts_n'::regclass`;
		expect(row?.indisvalid).toBe(true);
	});

	it.each(['cancelled', 'cut off', 'failed'] as const)(
		'%s, leaves no INVALID index behind if possible',
		async how => {
			const holder = await hold(database, 'insert into busy values (0, 1)');
			const run = operator.begin(await operator.plan(by('create unique index once on busy (n)')));
			const pid = await actionWaits(database, holder.pid);
			if (how === 'cut off') await sql`select pg_terminate_backend(${pid})`;
			if (how === 'cancelled') {
				run.cancel();
				await untilDropping();
			}
			if (how === 'failed') await holder.sql.unsafe('commit');
			await holder.release();
			const {status, note} = await run.result;
			expect(status).toBe(how === 'cancelled' ? 'cancelled' : 'failed');
			if (how === 'cut off') {
				expect(note).toMatch(
					/^The connection to the server was lost\. Now the index public\.once is INVALID/,
				);
				expect(blocking(await operator.plan(by('create unique index once on busy (n)')))).toEqual([
					expect.stringMatching(/^public\.once: a failed build left an INVALID index of this name/),
				]);
			} else {
				expect(note).toMatch(/public\.once, which it left behind, was dropped\.$/);
				expect(await exists(database, 'once')).toBe(false);
			}
			expect(operator.events().slice(-2)).toEqual([
				'started: Build index public.once of public.busy',
				'failed: Build index public.once of public.busy',
			]);
		},
	);

	it('keeps an index of that name created by another session', async () => {
		const plan = await operator.plan(by('create index once on busy (n)'));
		const holder = await hold(database, 'insert into busy values (0, 1)', 'create index once on busy (id)');
		const run = operator.begin(plan);
		await actionWaits(database, holder.pid);
		await holder.sql.unsafe('commit');
		const {status} = await run.result;
		expect(status).toBe('failed');
		expect(await exists(database, 'once')).toBe(true);
	});

	it('requires the owner of the table', async () => {
		const role = await database.createRole(['pg_monitor']);
		if (version >= 17) await sql.unsafe(`grant maintain on busy to ${role.user}`);
		await sql.unsafe(`grant usage on schema public to ${role.user}`);
		const monitor = await openOperator(database.connection(role));
		expect(blocking(await monitor.plan(by('create index on busy (n)')))).toEqual([
			expect.stringMatching(/^public\.busy: this role does not own it\./),
			expect.stringMatching(
				/^public\.busy_n_idx: this role may not create in the schema public\. To allow it/,
			),
		]);
	});
});
