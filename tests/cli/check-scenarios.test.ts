import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {until} from '../helpers/scenario.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';

const home = mkdtempSync(path.join(tmpdir(), 'check-scenarios-'));
afterAll(() => rmSync(home, {recursive: true, force: true}));

describe.each(versions)('pgdeck check of a server in trouble, PostgreSQL %d', async version => {
	const server = await createServer(version, {
		archive_mode: 'on',
		archive_command: 'false',
		max_connections: '12',
		// Whatever may be written meanwhile is not archived by itself.
		archive_timeout: '0',
	});
	const sql = server.session();
	const asMonitor = await server.createRole('monitor', 'pg_monitor');
	const app = await server.createRole('app');
	const check = (args: readonly string[] = [], login: Login = server.connection() as Login) =>
		runProgram(
			['check', ...args, '-h', '127.0.0.1', '-p', String(server.port), '-U', login.user, '-d', 'postgres'],
			{
				...{XDG_STATE_HOME: home, XDG_CONFIG_HOME: home, PGPASSWORD: login.password, PGSSLMODE: 'disable'},
			},
		);

	it('is OK before the trouble, also with a finding of severity info', async () => {
		await sql`alter system set max_worker_processes = 9`;
		await sql`select pg_reload_conf()`;
		// A session hears of it after the server itself, which the sessions of the program begin from.
		await until(
			() => sql`select from pg_settings where pending_restart`,
			({length}) => length === 1,
		);
		for (const login of [undefined, asMonitor]) {
			const {code, out, error} = await check([], login);
			expect(out).toMatch(
				/^PGDECK OK - postgres on 127\.0\.0\.1:\d+: no problems found \| critical=0 warning=0 /,
			);
			expect(out).toMatch(/\n +info +1 server parameter pending restart: max_worker_processes/);
			expect([code, error]).toEqual([0, '']);
		}
	});

	it('is a WARNING for a sequence near its end, and UNKNOWN without the privilege to read it', async () => {
		await sql`create table small (id smallserial)`;
		await sql`select setval('small_id_seq', 29000)`;
		await sql`analyze`;
		const {code, out} = await check();
		expect(out).toMatch(/^PGDECK WARNING - postgres on 127\.0\.0\.1:\d+: 1 warning \| critical=0 warning=1 /);
		expect(out).toMatch(/\n +warning +Sequence small_id_seq 88\.5 % of smallint/);
		expect(code).toBe(1);
		const blind = await check([], asMonitor);
		expect(blind.out).toMatch(/^PGDECK UNKNOWN - .*: no problems found, 1 rule not checked \| /);
		expect(blind.out).toContain('GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO monitor');
		expect(blind.code).toBe(3);
		await sql`grant select on all sequences in schema public to monitor`;
	});

	it('is CRITICAL for a failing archiver, also as JSON', async () => {
		await sql`select pg_switch_wal()`;
		await until(
			() => sql<{failed: number}[]>`select failed_count::int as failed from pg_stat_archiver`,
			([row]) => (row?.failed ?? 0) > 0,
		);
		for (const login of [undefined, asMonitor]) {
			const {code, out} = await check([], login);
			expect(out).toMatch(
				/^PGDECK CRITICAL - postgres on 127\.0\.0\.1:\d+: 1 critical, 1 warning \| critical=1 warning=1 connections=\d+;;;0;12 transactions=\d+\.\d\n +critical +WAL archiving fails at /,
			);
			expect(code).toBe(2);
		}
		const {code, out} = await check(['--json'], asMonitor);
		expect(code).toBe(2);
		expect(JSON.parse(out)).toMatchObject({
			state: 'CRITICAL',
			findings: {
				rows: [
					{
						id: 'archiver',
						severity: 'critical',
						evidence: [expect.stringContaining('No file was archived'), expect.any(String)],
					},
					{rule: 'sequences', severity: 'warning'},
					{id: 'pending-restart', severity: 'info'},
				],
			},
		});
		await sql`alter system set archive_command = 'true'`;
		await sql`select pg_reload_conf()`;
	});

	it('is UNKNOWN without a free connection, and CRITICAL over a reserved one', async () => {
		const open = Array.from({length: 8}, () => server.session('postgres', app));
		await Promise.all(open.map(session => session`select 1`));
		const late = await check([], asMonitor);
		expect(late.out).toMatch(
			/^PGDECK UNKNOWN - Can't connect to 127\.0\.0\.1:\d+: .*\. No connection is left for this role\. Close some, or raise max_connections\.\n$/,
		);
		expect(late.code).toBe(3);
		const {code, out} = await check();
		expect(out).toMatch(/\n +critical +connections exhausted: 10 of 12 in use, 2 left, all reserved/);
		expect(code).toBe(2);
		await Promise.all(open.map(session => session.end()));
	});
});
