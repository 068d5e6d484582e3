import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, until} from '../helpers/scenario.ts';
import {actionWaits, blocking, details, exists, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('rebuilding indexes of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const oids = (names: readonly string[]) => Promise.all(names.map(name => oidOf(database, name)));
	const ofTables = async (...names: readonly string[]) =>
		({action: 'reindex', tables: await oids(names)}) as const;
	const ofIndexes = async (...names: readonly string[]) =>
		({action: 'reindex', indexes: await oids(names)}) as const;
	const invalid = async () =>
		(
			await sql<{name: string}[]>`
			select relname as name from pg_index join pg_class c on c.oid = indexrelid where not indisvalid order by 1`
		).map(({name}) => name);
	/** As a rebuild that was killed leaves it. */
	const leave = async (name: string) =>
		sql.unsafe(`create index ${name} on busy (n);
			update pg_index set indisvalid = false where indexrelid = '${name}'::regclass`);
	/** A canceled action drops its leftovers, and waits for the same session as before. */
	const untilDropping = () =>
		until(
			() => sql`select from pg_stat_activity
				where datname = current_database() and query like 'DROP INDEX%' and wait_event_type = 'Lock'`,
			rows => rows.length === 1,
		);
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int primary key, n int); insert into busy select n, n from generate_series(1, 1000) n;
			create index one on busy (n); create index "T""wo" on busy (n, id)`);
	});

	it('rebuilds a table one index at a time, and names the space it needs', async () => {
		const plan = await operator.plan(await ofTables('busy'));
		expect(plan.title).toMatch(/^Rebuild 3 indexes, /);
		expect(plan.units.flatMap(({statements}) => statements.map(({text}) => text))).toEqual([
			'REINDEX INDEX CONCURRENTLY public.busy_pkey',
			'REINDEX INDEX CONCURRENTLY public.one',
			'REINDEX INDEX CONCURRENTLY public."T""wo"',
		]);
		expect(details(plan, 'warn').join()).toMatch(/each index is built beside the old one: up to .* n\/a/);
		const run = await operator.run(plan);
		expect(run.units.map(({state}) => state)).toEqual(['done', 'done', 'done']);
		expect(run.units[1]?.note).toBe('40.0 kB before, 40.0 kB now');
		expect(await invalid()).toEqual([]);
	});

	it('drops leftovers of an earlier rebuild, then makes an INVALID index valid', async () => {
		await leave('one_ccnew');
		await sql`update pg_index set indisvalid = false where indexrelid = 'one'::regclass`;
		const run = await operator.act(await ofIndexes('one'));
		expect(run.plan.units[0]?.statements.map(({text}) => text)).toEqual([
			'DROP INDEX CONCURRENTLY public.one_ccnew',
			'REINDEX INDEX CONCURRENTLY public.one',
		]);
		expect(run.status).toBe('done');
		expect(await invalid()).toEqual([]);
	});

	it('does not rebuild leftovers or exclusion constraints', async () => {
		await leave('one_ccnew');
		expect(blocking(await operator.plan(await ofIndexes('one_ccnew')))).toEqual([
			'public.one_ccnew: left by an interrupted rebuild of public.one, and would become a second copy. Drop it: pgdeck indexes clean',
		]);
		await sql.unsafe('create table apart (r int4range, exclude using gist (r with &&), i int unique)');
		const plan = await operator.plan(await ofTables('apart'));
		expect(plan.units.map(({title}) => title)).toEqual(['Rebuild index public.apart_i_key']);
		expect(details(plan, 'warn')).toContain(
			'public.apart_r_excl: left out: REINDEX CONCURRENTLY does not support exclusion constraints',
		);
	});

	it.each(['cancelled', 'cut off'] as const)('%s midway, leaves the index in use', async how => {
		const holder = await hold(database, 'insert into busy values (0, 0)');
		const run = operator.begin(await operator.plan(await ofIndexes('one', '"T""wo"')));
		const pid = await actionWaits(database, holder.pid);
		const seen = await run.sees(({state}) => state !== undefined);
		expect(seen.state).toBe(
			'the index is in use as before; a cancel leaves it so, and drops the half-built copy',
		);
		expect(seen.waitingFor).toMatchObject([{pid: holder.pid}]);
		expect(await invalid()).toEqual(['one_ccnew']);
		if (how === 'cut off') {
			await sql`select pg_terminate_backend(${pid})`;
			const {note, status} = await run.result;
			expect(status).toBe('failed');
			expect(note).toMatch(
				/^The connection to the server was lost\. Now .* public\.one_ccnew is left, INVALID/,
			);
			await holder.release();
			expect((await operator.act({action: 'clean-leftovers', indexes: 'all'})).status).toBe('done');
		} else {
			run.cancel();
			// The copy can go as soon as the one that was waited for is out of the way.
			await untilDropping();
			await holder.release();
			const {note, status} = await run.result;
			expect(status).toBe('cancelled');
			expect(note).toMatch(/^It was canceled\. public\.one_ccnew, which it left behind, was dropped\./);
			expect(operator.entries('failed').at(-1)?.result).toBe(note);
		}
		expect(await invalid()).toEqual([]);
		expect(await exists(database, 'one')).toBe(true);
	});

	it('says that its leftover could not be dropped', async () => {
		const holder = await hold(database, 'insert into busy values (0, 0)');
		const run = operator.begin(await operator.plan(await ofIndexes('one')));
		await actionWaits(database, holder.pid);
		run.cancel();
		const {note} = await run.result;
		expect(note).toMatch(
			/public\.one_ccnew, which it left behind, could not be dropped: .* is left, INVALID: .* pgdeck indexes clean$/,
		);
		await holder.release();
	});

	it('rebuilds each leaf of a partitioned table', async () => {
		await sql.unsafe(`create table parts (id int) partition by range (id);
			create table parts_1 partition of parts default; create index parts_id on parts (id)`);
		for (const request of [await ofTables('parts'), await ofIndexes('parts_id')]) {
			const run = await operator.act(request);
			expect(run.plan.units.map(({title}) => title)).toEqual(['Rebuild index public.parts_1_id_idx']);
			expect(run.status).toBe('done');
		}
	});

	it('does not start if the index changed, or another is being built', async () => {
		const plan = await operator.plan(await ofIndexes('one'));
		await sql`alter index one rename to other`;
		expect((await operator.run(plan)).note).toBe('not run: it has been renamed to public.other');
		const holder = await hold(database, 'insert into busy values (0, 0)');
		const building = database.session();
		const built = building.unsafe('create index concurrently slow on busy (id, n)').catch(() => undefined);
		await until(
			() => sql`select from pg_stat_progress_create_index`,
			rows => rows.length === 1,
		);
		expect(blocking(await operator.plan(await ofIndexes('other')))).toEqual([
			'public.other: an index of public.busy is being built. Wait until it is done.',
		]);
		await holder.release();
		await built;
	});

	it('never runs two at once on one table', async () => {
		const [first, second] = [
			await operator.plan(await ofIndexes('one')),
			await operator.plan(await ofIndexes('"T""wo"')),
		];
		const holder = await hold(database, 'insert into busy values (0, 0)');
		const going = operator.begin(first);
		await actionWaits(database, holder.pid);
		const {status, note} = await operator.run(second);
		expect([status, note]).toEqual([
			'failed',
			'not run: an index of public.busy is being built. Wait until it is done.',
		]);
		await holder.release();
		expect((await going.result).status).toBe('done');
		expect((await operator.run(second)).status).toBe('done');
		expect(await invalid()).toEqual([]);
	});

	it('requires the owner, or MAINTAIN from 17 on', async () => {
		const role = await database.createRole(['pg_monitor']);
		const monitor = await openOperator(database.connection(role));
		await sql.unsafe(`grant usage on schema public to ${role.user}`);
		expect(blocking(await monitor.plan(await ofIndexes('one')))).toEqual([
			expect.stringMatching(
				version < 17
					? /^public\.one: this role does not own public\.busy\./
					: /^public\.one: this role may not maintain public\.busy\. To allow it, .* runs: GRANT MAINTAIN ON public\.busy/,
			),
		]);
		if (version < 17) return;
		await sql.unsafe(`grant maintain on busy to ${role.user}`);
		expect((await monitor.act(await ofIndexes('one'))).status).toBe('done');
	});
});

describe.each(everyVersion)('leftovers of rebuilds on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const leave = async (...names: readonly string[]) => {
		for (const name of names) {
			await sql.unsafe(`create index ${name} on busy (n);
				update pg_index set indisvalid = false where indexrelid = '${name}'::regclass`);
		}
	};
	const names = async () =>
		(
			await sql<
				{name: string}[]
			>`select indexname as name from pg_indexes where tablename = 'busy' order by 1`
		).map(({name}) => name);
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int primary key, n int); create index one on busy (n)`);
	});

	it('are dropped, and no other INVALID index', async () => {
		await leave('one_ccnew', 'one_ccnew1', '"o\u001bne_ccold"', 'broken');
		const run = await operator.act({action: 'clean-leftovers', indexes: 'all'});
		expect(run.plan.title).toMatch(/^Drop 3 leftovers of interrupted rebuilds/);
		expect(run.status).toBe('done');
		expect(await names()).toEqual(['broken', 'busy_pkey', 'one']);
		await expect(operator.plan({action: 'clean-leftovers', indexes: 'all'})).rejects.toThrow(
			'This database has no leftovers of interrupted rebuilds.',
		);
		const other = {action: 'clean-leftovers', indexes: [await oidOf(database, 'broken')]} as const;
		expect(blocking(await operator.plan(other))).toEqual([
			'public.broken: INVALID, but not left by a rebuild: rebuild it, or drop it',
		]);
	});

	it('are not dropped while being built', async () => {
		const holder = await hold(database, 'insert into busy values (0, 0)');
		const rebuilding = database.session();
		const rebuilt = rebuilding.unsafe('reindex index concurrently one').catch(() => undefined);
		await until(names, found => found.includes('one_ccnew'));
		await expect(operator.plan({action: 'clean-leftovers', indexes: 'all'})).rejects.toThrow(
			'public.one_ccnew: an index of public.busy is being built, maybe this one',
		);
		await holder.release();
		await rebuilt;
	});

	it('stay if they became valid, and require the owner of the table', async () => {
		await leave('one_ccnew');
		const request = {action: 'clean-leftovers', indexes: [await oidOf(database, 'one_ccnew')]} as const;
		const monitor = await openOperator(database.connection(await database.createRole(['pg_monitor'])));
		expect(blocking(await monitor.plan(request))).toEqual([
			expect.stringMatching(/^public\.one_ccnew: this role does not own its table\./),
		]);
		const plan = await operator.plan(request);
		await sql`update pg_index set indisvalid = true where indexrelid = 'one_ccnew'::regclass`;
		expect((await operator.run(plan)).note).toBe('not run: the index is valid');
	});
});
