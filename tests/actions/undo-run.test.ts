import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold, untilWaiting} from '../helpers/scenario.ts';
import {actionWaits, oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {createTablespace} from '../helpers/scenario-tablespace.ts';

describe.each(everyVersion)('undoing a drop of PostgreSQL %d', async version => {
	const space = `Space " 'of ${process.pid}`;
	await createTablespace(version, space);
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const planDrop = async (name: string) =>
		operator.plan({action: 'drop-indexes', oids: [await oidOf(database, name)]});
	const drop = async (name: string) => {
		const {units, status} = await operator.run(await planDrop(name));
		expect(status).toBe('done');
		return units[0]?.id ?? '';
	};
	/** All that an index is, but for its oid and what it has counted. */
	const described = async () => [
		...(await sql`
			select relname as name, pg_get_indexdef(c.oid) as definition, spcname as tablespace,
				obj_description(c.oid, 'pg_class') as comment, reloptions::text as options, pg_get_userbyid(relowner) as owner,
				indisvalid as valid, indisready as ready, indislive as live, indisclustered as clustered,
				array(select coalesce(attstattarget, -1) from pg_attribute where attrelid = c.oid order by attnum) as targets
			from pg_index join pg_class c on c.oid = indexrelid left join pg_tablespace t on t.oid = reltablespace
			where indrelid = '"Odd . ""one"""."T"'::regclass
			order by 1`),
	];
	const table = '"Odd . ""one"""."T"';
	const indexes = {
		plain: 'create index plain on "Odd . ""one"""."T" (b)',
		expression: `create index "Ex""pr.1" on "Odd . ""one"""."T" (public.norm("A"), b desc nulls last, (b + 1))
			include (id) with (fillfactor = 70) tablespace "${space.replaceAll('"', '""')}"
			where b > 0 and "A" <> E'it''s \\\\ CREATE INDEX\\n'`,
		hash: 'create index "select" on "Odd . ""one"""."T" using hash ("A")',
		brin: 'create index "new\nline" on "Odd . ""one"""."T" using brin (b) with (pages_per_range = 8)',
		collation: 'create index coll on "Odd . ""one"""."T" ("A" collate "C" text_pattern_ops)',
		gin: 'create index "\u001b[2J\u202eé" on "Odd . ""one"""."T" using gin (tags)',
	};
	const name = (index: string) => `"Odd . ""one"""."${index.replaceAll('"', '""')}"`;

	beforeAll(async () => {
		await sql.unsafe(`
			create schema "Odd . ""one""";
			create function public.norm(text) returns text immutable language sql as 'select lower($1)';
			create table "Odd . ""one"""."T" (id int primary key, "A" text, b int, tags text[]);
			insert into "Odd . ""one"""."T" select n, 'Text ' || n, n, array['x'] from generate_series(1, 100) n;
		`);
		for (const statement of Object.values(indexes)) await sql.unsafe(statement);
		await sql.unsafe(`
			comment on index ${name('Ex"pr.1')} is 'It''s a "comment"\\ with \u001b; and $1
				on two lines';
			alter index ${name('Ex"pr.1')} alter column 1 set statistics 500;
			alter index ${name('Ex"pr.1')} alter column 3 set statistics 0;
			alter table "Odd . ""one"""."T" cluster on ${'plain'};
			alter database ${database.name} set search_path = "Odd . ""one""", pg_catalog;
		`);
	});

	it.each(['plain', 'Ex"pr.1', 'select', 'new\nline', 'coll', '\u001b[2J\u202eé'])(
		'builds %j again exactly',
		async index => {
			const before = await described();
			const id = await drop(name(index));
			expect(await described()).toHaveLength(before.length - 1);
			const plan = await operator.plan({action: 'undo-drop', id});
			expect(sanitize(plan.title)).toBe(plan.title);
			const progress = await operator.run(plan);
			expect(progress.note).toBeUndefined();
			expect(progress.status).toBe('done');
			expect(await described()).toEqual(before);
		},
	);

	it('plans each statement with its lock', async () => {
		const id = await drop(name('Ex"pr.1'));
		const plan = await operator.plan({action: 'undo-drop', id});
		expect(plan).toMatchObject({risk: 'low', title: `Undo ${id}: build index ${name('Ex"pr.1')} again`});
		expect(
			plan.units[0]?.statements.map(({text, lock, on}) => [
				text.split(' ').slice(0, 2).join(' '),
				lock,
				...on,
			]),
		).toEqual([
			['SET default_tablespace', 'none'],
			['CREATE INDEX', 'SHARE UPDATE EXCLUSIVE', table],
			['RESET default_tablespace', 'none'],
			// By then others use it.
			['COMMENT ON', 'SHARE UPDATE EXCLUSIVE', name('Ex"pr.1')],
			['ALTER INDEX', 'SHARE UPDATE EXCLUSIVE', name('Ex"pr.1')],
			['ALTER INDEX', 'SHARE UPDATE EXCLUSIVE', name('Ex"pr.1')],
		]);
		await operator.run(plan);
	});

	it('runs CONCURRENTLY, with the session it waits for and its progress', async () => {
		const before = await described();
		const id = await drop(name('plain'));
		const holder = await hold(database, `insert into ${table} values (1000)`);
		const run = operator.begin(await operator.plan({action: 'undo-drop', id}));
		const {waitingFor} = await run.sees(
			({build, waitingFor}) => build !== undefined && waitingFor.length > 0,
		);
		expect(waitingFor).toMatchObject([{pid: holder.pid}]);
		await sql.unsafe(`insert into ${table} values (1001)`);
		await holder.release();
		expect((await run.result).status).toBe('done');
		expect(await described()).toEqual(before);
	});

	it('leaves it INVALID when interrupted, and rebuilds it completely the next time', async () => {
		const before = await described();
		const id = await drop(name('Ex"pr.1'));
		const holder = await hold(database, `insert into ${table} values (2000)`);
		const run = operator.begin(await operator.plan({action: 'undo-drop', id}));
		await actionWaits(database, holder.pid);
		run.cancel();
		const {note, status} = await run.result;
		expect(status).toBe('cancelled');
		expect(note).toBe(
			`It was canceled. 1 of 6 statements is done and stays. Now the index ${name('Ex"pr.1')} is INVALID. Undo it once more to rebuild it.`,
		);
		await holder.release();
		const again = await operator.plan({action: 'undo-drop', id});
		expect(again.title).toBe(`Undo ${id}: make index ${name('Ex"pr.1')} valid`);
		expect(again.units[0]?.statements[0]).toMatchObject({
			text: `REINDEX INDEX CONCURRENTLY ${name('Ex"pr.1')}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
		});
		expect((await operator.run(again)).status).toBe('done');
		expect(await described()).toEqual(before);
	});

	it.each([1, 2])('restores what an interrupted drop left after phase %d', async phase => {
		const before = await described();
		const plan = await planDrop(name('plain'));
		const first = await hold(database, `select from ${table} limit 1`);
		const run = operator.begin(plan);
		const pid = await actionWaits(database, first.pid);
		// Begun later: the drop goes on to its second phase, and waits for this one there.
		const second = await hold(database, `select from ${table} limit 1`);
		if (phase === 2) {
			await first.release();
			await run.sees(({waitingFor}) => waitingFor.some(blocker => blocker.pid === second.pid));
			await untilWaiting(database, pid);
		}
		run.cancel();
		expect(await run.result).toMatchObject({status: 'cancelled', note: expect.stringContaining('INVALID')});
		await first.release();
		await second.release();
		const left = (await described()).find(row => row.name === 'plain');
		expect(left).toMatchObject({valid: false, live: phase === 1});
		const progress = await operator.act({action: 'undo-drop', id: `${plan.id}.1`});
		expect(progress).toMatchObject({status: 'done'});
		expect(await described()).toEqual(before);
	});

	describe('with another default tablespace', () => {
		beforeAll(() =>
			sql.unsafe(`alter database ${database.name} set default_tablespace = '${space.replaceAll("'", "''")}'`),
		);
		afterAll(() => sql.unsafe(`alter database ${database.name} reset default_tablespace`));

		it.each([
			['plain', null],
			['Ex"pr.1', space],
		])('brings %j back to where it was', async (index, tablespace) => {
			const before = await described();
			expect(before.find(row => row.name === index)).toMatchObject({tablespace});
			const other = await openOperator(database.connection());
			const {units, status} = await other.act({
				action: 'drop-indexes',
				oids: [await oidOf(database, name(index))],
			});
			expect(status).toBe('done');
			expect((await other.act({action: 'undo-drop', id: units[0]?.id ?? ''})).status).toBe('done');
			expect(await described()).toEqual(before);
		});

		it('restores an index dropped before that default', async () => {
			await sql.unsafe(`alter database ${database.name} reset default_tablespace`);
			const before = await described();
			const earlier = await openOperator(database.connection());
			const {units} = await earlier.act({
				action: 'drop-indexes',
				oids: [await oidOf(database, name('plain'))],
			});
			await sql.unsafe(
				`alter database ${database.name} set default_tablespace = '${space.replaceAll("'", "''")}'`,
			);
			const later = await openOperator(database.connection());
			for (const entry of earlier.journal.read()) later.journal.append(entry);
			expect((await later.act({action: 'undo-drop', id: units[0]?.id ?? ''})).status).toBe('done');
			expect(await described()).toEqual(before);
		});
	});
});
