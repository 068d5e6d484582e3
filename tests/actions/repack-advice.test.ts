import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

describe.each(everyVersion)('advice on pg_repack on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const saidOf = async (name: string) => {
		const table = await oidOf(database, name);
		const {checks, units} = await operator.plan({action: 'repack-advice', table});
		// It is never run.
		expect(units).toEqual([]);
		expect(checks.at(-1)).toMatchObject({
			verdict: 'block',
			text: expect.stringMatching(
				/^pgdeck does not run pg_repack\. Run it yourself: pg_repack --no-kill-backend /,
			),
		});
		return checks.filter(({verdict}) => verdict === 'warn').map(checkLine);
	};

	beforeAll(async () => {
		await sql.unsafe(`
			create table "o'k" (id int primary key);
			create table keyless (id int);
			create table published (id int primary key); create publication p for table published;
			create table by_root (id int primary key) partition by range (id);
			create table by_root_1 partition of by_root for values from (0) to (9) partition by range (id);
			create table by_root_1a partition of by_root_1 for values from (0) to (9);
			create publication r for table by_root with (publish_via_partition_root);
			create schema s; create table s.by_schema (id int primary key);
			create unlogged table unlogged (id int primary key);
			create table broken (id serial primary key, a int);
			create table parts (id int primary key) partition by range (id);
			create materialized view seen as select 1 as n;
		`);
		if (version >= 15) await sql.unsafe('create publication s for tables in schema s');
		await leaveInvalidIndex(database, 'broken', 'create index concurrently invalid on broken (a)');
	});

	it.each<[string, RegExp]>([
		['keyless', /requires a primary key or a unique index on NOT NULL columns/],
		['published', /in a publication/],
		['broken', /has an INVALID index: rebuild or drop it first/],
		['by_root_1a', /in a publication/],
		...(version < 15 ? [] : [['s.by_schema', /in a publication/] satisfies [string, RegExp]]),
		['unlogged', /unlogged: pg_repack skips unlogged tables/],
		['parts', /partitioned: --parent-table repacks its partitions one after the other/],
		['seen', /a materialized view: refresh it instead/],
	])('warns for %s', async (name, reason) => {
		expect(await saidOf(name)).toContainEqual(expect.stringMatching(reason));
	});

	it('warns of the missing extension and the required space only for a suitable table', async () => {
		const said = await saidOf(`"o'k"`);
		expect(said).toHaveLength(2);
		expect(said[0]).toMatch(
			/^pg_repack: the (extension is not installed in this database|server has no extension)/,
		);
		expect(said[1]).toMatch(/^pg_repack: requires up to /);
	});

	it('repacks the partitions of a partitioned table', async () => {
		const {checks} = await operator.plan({action: 'repack-advice', table: await oidOf(database, 'parts')});
		expect(checks.map(checkLine).at(-1)).toMatch(/ --parent-table=public\.parts$/);
		expect(checks.map(checkLine).at(-2)).toMatch(/^pg_repack: requires up to twice the size of a partition/);
	});

	it('does not know the required space of a locked table', async () => {
		await hold(database, `lock table "o'k"`);
		expect((await saidOf(`"o'k"`)).at(-1)).toMatch(/^pg_repack: n\/a: required space: the table is locked$/);
	});

	describe('with the extension', () => {
		/** As CREATE EXTENSION would enter it, of a version; its files are not among those of the tests' servers. */
		const having = async (extension: string, program: string | undefined) => {
			await sql.unsafe(
				`create schema if not exists repack; delete from pg_extension where extname = 'pg_repack'`,
			);
			await sql`insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
				values (${90_000}, 'pg_repack', 10, 'repack'::regnamespace, false, ${extension})`;
			const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-repack-'));
			const before = process.env.PATH;
			process.env.PATH = folder;
			onTestFinished(async () => {
				process.env.PATH = before;
				rmSync(folder, {recursive: true});
				await sql`delete from pg_extension where extname = 'pg_repack'`;
			});
			if (program === undefined) return;
			writeFileSync(
				path.join(folder, 'pg_repack'),
				`#!/bin/sh\n[ "$*" = --version ] && echo "${program}"\n`,
				{
					mode: 0o755,
				},
			);
		};

		it.each([
			['1.5.2', 'pg_repack 1.5.2', undefined],
			[
				'1.4.8',
				'pg_repack 1.5.2',
				'pg_repack: the program on this host is 1.5.2, the extension 1.4.8: they must match. Use the program 1.4.8',
			],
			['1.4.8', undefined, 'pg_repack: no program pg_repack on the PATH of this host; it must be 1.4.8'],
			[
				'1.4.8',
				'something else',
				'pg_repack: no program pg_repack on the PATH of this host; it must be 1.4.8',
			],
		])('gives %s beside "%s"', async (extension, program, warning) => {
			await having(extension, program);
			const said = await saidOf(`"o'k"`);
			if (warning === undefined) expect(said).toEqual([expect.stringMatching(/requires up to/)]);
			else expect(said).toContainEqual(expect.stringContaining(warning));
		});

		it.each([
			['1.4.8', 'required before 1.5.2. With --no-superuser-check it fails half way, retries forever', false],
			['1.5.1', 'required before 1.5.2', false],
			[
				'1.5.2',
				'requires --no-superuser-check and ownership of the table. To allow it: GRANT USAGE, CREATE ON SCHEMA repack TO ',
				true,
			],
			['1.10', 'requires --no-superuser-check', true],
			['2.0', 'requires --no-superuser-check', true],
		])('gives %s to a role that is not a superuser', async (extension, words, option) => {
			await having(extension, `pg_repack ${extension}`);
			const role = await database.createRole();
			const owner = await openOperator(database.connection(role));
			const {checks} = await owner.plan({action: 'repack-advice', table: await oidOf(database, `"o'k"`)});
			expect(checks.map(checkLine)).toContainEqual(
				expect.stringContaining(`pg_repack: not a superuser: ${words}`),
			);
			expect(checks.map(checkLine).at(-1)?.includes(' --no-superuser-check ')).toBe(option);
		});

		it('names the leftovers of an interrupted run, but not of a running one', async () => {
			await having('1.5.2', 'pg_repack 1.5.2');
			await sql.unsafe('create table killed (id int primary key, text text)');
			const oid = await oidOf(database, 'killed');
			await sql.unsafe(`
				create table repack.log_${oid} (id bigserial primary key, pk int, row killed);
				create table repack.table_${oid} as select * from killed;
				create function repack.repack_trigger() returns trigger language plpgsql as 'begin return new; end';
				create trigger repack_trigger after insert or delete or update on killed
					for each row execute function repack.repack_trigger();
				create index index_4711 on killed (text);
			`);
			expect(await saidOf('killed')).toContainEqual(
				`pg_repack: an interrupted run has left index public.index_4711, table repack.log_${oid}, table repack.table_${oid}, trigger repack_trigger. To remove its trigger and tables: DROP EXTENSION pg_repack CASCADE; CREATE EXTENSION pg_repack;. To remove its indexes: DROP INDEX CONCURRENTLY public.index_4711;`,
			);
			expect((await saidOf(`"o'k"`)).join()).not.toContain('interrupted');
			const {pid} = await hold(
				database,
				`select pg_advisory_lock(16185446, cast(-2147483648 + ${oid}::bigint as integer))`,
			);
			expect(await saidOf('killed')).toContainEqual(
				`pg_repack: process ${pid} is repacking it. Wait until it ends.`,
			);
		});
	});
});
