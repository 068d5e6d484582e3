import postgres from 'postgres';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type EmbeddedServer, startEmbeddedServer} from '../../source/demo/embedded-server.ts';
import {autovacuumChecks} from '../../source/domain/vacuum/autovacuum.ts';
import {openReader} from '../../source/postgres/reader.ts';
import {readHorizon} from '../../source/queries/vacuum/horizon.ts';
import {readAutovacuumSettings, readVacuumRelations} from '../../source/queries/vacuum/vacuum.ts';
import {connectionSettings} from '../../source/settings/connection.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {binariesOf} from '../helpers/scenario-server.ts';

/*
The arithmetic against the server's own: tables one row below a threshold and one row above it, made while autovacuum is
off for them all, which then is turned on.
*/

type Case = {options: string; work: (more: number, version: number) => string; due: string};

const never = 'autovacuum_vacuum_threshold = 100000, autovacuum_analyze_threshold = 100000';

/** Each has 1,000 rows at its VACUUM; `due` is what one row more than `work` does makes due. */
const tables: Readonly<Record<string, Case>> = {
	dead: {
		options: 'autovacuum_analyze_threshold = 100000',
		work: more => `delete from $ where id <= ${250 + more}`,
		due: 'vacuum',
	},
	dead_option: {
		options:
			'autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5, autovacuum_analyze_threshold = 100000',
		work: more => `delete from $ where id <= ${15 + more}`,
		due: 'vacuum',
	},
	inserted: {
		options: `autovacuum_vacuum_insert_threshold = 10, autovacuum_vacuum_insert_scale_factor = 0, ${never}`,
		work: more => `insert into $ select n from generate_series(1, ${10 + more}) n`,
		due: 'insert',
	},
	inserted_frozen: {
		options: `autovacuum_vacuum_insert_threshold = 10, autovacuum_vacuum_insert_scale_factor = 0.1, ${never}`,
		// From 18 on the pages that VACUUM FREEZE has frozen count no more: all of them here.
		work: (more, version) =>
			`insert into $ select n from generate_series(1, ${(version < 18 ? 110 : 10) + more}) n`,
		due: 'insert',
	},
	changed: {
		options: 'autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_threshold = 100000',
		work: more => `insert into $ select n from generate_series(1, ${150 + more}) n`,
		due: 'analyze',
	},
};

describe.each(everyVersion)('autovacuum of PostgreSQL %d', version => {
	let server: EmbeddedServer;
	let sql: postgres.Sql;
	let reader: ReturnType<typeof openReader>;
	const versionNumber = version * 10_000;

	beforeAll(async () => {
		server = await startEmbeddedServer({
			binaries: await binariesOf(version),
			settings: {autovacuum: 'off', autovacuum_naptime: '1', wal_level: 'logical'},
		});
		const {host, port, user, password} = server;
		sql = postgres({
			host,
			port,
			user,
			password,
			database: 'postgres',
			prepare: false,
			max: 1,
			onnotice: () => undefined,
		});
		reader = openReader(
			connectionSettings(
				undefined,
				{host, port: String(port), user, dbname: 'postgres'},
				{PGPASSWORD: password, PGSSLMODE: 'disable'},
			),
			'analytics',
		);
	});
	afterAll(async () => {
		await Promise.all([sql.end({timeout: 0}), reader.close()]);
		await server.stop();
	});

	const judged = async (settings?: Record<string, string>) => {
		const known = {...(await readAutovacuumSettings(reader)), ...settings};
		const rows = await readVacuumRelations(reader, versionNumber);
		return rows.map(row => ({...row, checks: autovacuumChecks(row, known)}));
	};

	const leaving = async (...statements: readonly string[]) => {
		const {host, port, user, password} = server;
		const own = postgres({host, port, user, password, database: 'postgres', prepare: false, max: 1});
		for (const statement of statements) await own.unsafe(statement);
		await own.end();
	};

	it('starts exactly at the computed number of rows', async () => {
		const made = Object.entries(tables).flatMap(([name, {options, work}]) =>
			[0, 1].map(more => {
				const table = `${name}_${more === 0 ? 'at' : 'above'}`;
				return {table, options, work: work(more, version).replace('$', table)};
			}),
		);
		// Each step in a session of its own, which hands in what it counted before the next one begins.
		await leaving(...made.map(({table, options}) => `create table ${table} (id int) with (${options})`));
		await leaving(...made.map(({table}) => `insert into ${table} select n from generate_series(1, 1000) n`));
		await until(
			() => judged(),
			rows => rows.length === made.length && rows.every(row => row.insertsSinceVacuum === 1000),
		);
		await leaving(
			...made.map(({table}) => `vacuum (analyze${table.includes('frozen') ? ', freeze' : ''}) ${table}`),
		);
		// The first VACUUM of a newly filled table marks no page yet.
		await leaving(...made.filter(({table}) => table.includes('frozen')).map(({table}) => `vacuum ${table}`));
		await leaving(...made.map(({work}) => work));
		const on = {autovacuum: 'on'};
		const expected = Object.entries(tables).map(([name, {due}]) => [name, due]);
		const before = await until(
			() => judged(on),
			rows => rows.filter(({checks}) => checks.some(({due}) => due)).length === expected.length,
		);
		for (const [name, due] of expected) {
			const checksOf = (table: string) =>
				before.find(row => row.name === table)?.checks.filter(check => check.due);
			expect([name, checksOf(`${name}_above`)?.map(({kind}) => kind)]).toEqual([name, [due]]);
			expect([name, checksOf(`${name}_at`)]).toEqual([name, []]);
			const at = before.find(row => row.name === `${name}_at`)?.checks.find(({kind}) => kind === due);
			expect([name, at?.left]).toEqual([name, 1]);
		}

		await sql`alter system set autovacuum = on`;
		await sql`select pg_reload_conf()`;
		const done = (row: Awaited<ReturnType<typeof judged>>[number]) =>
			row.lastAutovacuum ?? row.lastAutoanalyze;
		await until(
			() => judged(),
			rows => rows.filter(row => row.name.endsWith('_above')).every(row => done(row) !== null),
		);
		// One that becomes due after them: when that is done, autovacuum has been by the others again.
		await sql`create table later (id int)`;
		await leaving('insert into later select n from generate_series(1, 5000) n');
		const after = await until(
			() => judged(),
			rows => rows.some(row => row.name === 'later' && done(row) !== null),
		);
		expect(after.filter(row => row.name.endsWith('_at') && done(row) !== null).map(({name}) => name)).toEqual(
			[],
		);
	});

	it('is held back in the catalogs by an unused logical slot', async () => {
		await sql`select pg_create_logical_replication_slot('unread', 'test_decoding')`;
		for (const index of [1, 2, 3]) await sql.unsafe(`create table after_${index} (id int)`);
		const found = (await readHorizon(reader)).holders.find(({name}) => name === 'unread');
		expect(found).toMatchObject({
			kind: 'logical-slot',
			catalogs: true,
			active: false,
			here: true,
			database: 'postgres',
		});
		expect(found?.age).toBeGreaterThanOrEqual(3);
		await sql`select pg_drop_replication_slot('unread')`;
	});
});
