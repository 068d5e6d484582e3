import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

describe.each(everyVersion)('what is said of pg_repack on PostgreSQL %d', async version => {
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
			detail: expect.stringMatching(
				/^pgdeck does not run pg_repack\. Yourself: pg_repack --no-kill-backend /,
			),
		});
		return checks.filter(({verdict}) => verdict === 'warn').map(({detail}) => detail);
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
		['keyless', /it needs a primary key, or a unique index of columns that are never null/],
		['published', /it is in a publication/],
		['broken', /it has an INVALID index: rebuild or drop it first/],
		['by_root_1a', /it is in a publication/],
		...(version < 15 ? [] : [['s.by_schema', /it is in a publication/] satisfies [string, RegExp]]),
		['unlogged', /it is unlogged: pg_repack passes such tables over/],
		['parts', /it is partitioned: with --parent-table its partitions are repacked, one after the other/],
		['seen', /it is a materialized view: refresh it instead/],
	])('stands against it for %s', async (name, reason) => {
		expect(await saidOf(name)).toContainEqual(expect.stringMatching(reason));
	});

	it('is the missing extension and the room alone, of a table that could be', async () => {
		const said = await saidOf(`"o'k"`);
		expect(said).toHaveLength(2);
		expect(said[0]).toMatch(/^pg_repack: the extension is not (in this database|on this server)/);
		expect(said[1]).toMatch(/^pg_repack: it needs up to /);
	});

	it('has the partitions of a partitioned table in its command', async () => {
		const {checks} = await operator.plan({action: 'repack-advice', table: await oidOf(database, 'parts')});
		expect(checks.at(-1)?.detail).toMatch(/ --parent-table=public\.parts$/);
		expect(checks.at(-2)?.detail).toMatch(/^pg_repack: it needs up to twice the room of a partition/);
	});

	it('does not tell how much room it takes of a table that is locked', async () => {
		await hold(database, `lock table "o'k"`);
		expect((await saidOf(`"o'k"`)).at(-1)).toMatch(
			/^pg_repack: how much more room it needs is n\/a: the table is locked \(table, /,
		);
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
				'pg_repack: the program on this host is 1.5.2 and the extension 1.4.8: it refuses to work. Take the program of 1.4.8',
			],
			['1.4.8', undefined, 'pg_repack: the extension is 1.4.8; no program pg_repack is on the PATH here'],
			[
				'1.4.8',
				'something else',
				'pg_repack: the extension is 1.4.8; no program pg_repack is on the PATH here',
			],
		])('of %s beside "%s"', async (extension, program, warning) => {
			await having(extension, program);
			const said = await saidOf(`"o'k"`);
			if (warning === undefined) expect(said).toEqual([expect.stringMatching(/it needs up to/)]);
			else expect(said).toContainEqual(expect.stringContaining(warning));
		});

		it.each([
			['1.4.8', 'before 1.5.2 it takes one. With --no-superuser-check it fails half way, never ends', false],
			['1.5.1', 'before 1.5.2 it takes one', false],
			['1.5.2', 'it takes --no-superuser-check, the ownership of the table, and GRANT', true],
			['1.10', 'it takes --no-superuser-check', true],
			['2.0', 'it takes --no-superuser-check', true],
		])('of %s to a role that is no superuser', async (extension, words, option) => {
			await having(extension, `pg_repack ${extension}`);
			const role = await database.createRole();
			const owner = await openOperator(database.connection(role));
			const {checks} = await owner.plan({action: 'repack-advice', table: await oidOf(database, `"o'k"`)});
			expect(checks.map(({detail}) => detail)).toContainEqual(
				expect.stringContaining(`pg_repack: this role is no superuser: ${words}`),
			);
			expect(checks.at(-1)?.detail.includes(' --no-superuser-check ')).toBe(option);
		});

		it('names what one that was killed has left, and not what one that works has', async () => {
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
				`pg_repack: an earlier run was interrupted and has left index public.index_4711, table repack.log_${oid}, table repack.table_${oid}, trigger repack_trigger. DROP EXTENSION pg_repack CASCADE, then create it again: that takes its trigger and tables along. DROP INDEX CONCURRENTLY public.index_4711`,
			);
			expect((await saidOf(`"o'k"`)).join()).not.toContain('interrupted');
			const {pid} = await hold(
				database,
				`select pg_advisory_lock(16185446, cast(-2147483648 + ${oid}::bigint as integer))`,
			);
			expect(await saidOf('killed')).toContainEqual(
				`pg_repack: process ${pid} repacks it right now. Wait for its end`,
			);
		});
	});
});
