import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {watch} from '../helpers/scenario-findings.ts';
import {createServer, type OwnServer} from '../helpers/scenario-server.ts';

const run = promisify(execFile);
const pgbench = '/usr/lib/postgresql/15/bin/pgbench';
const loadMs = 8000;

/** Small transactions of several sessions: by pgbench where it is installed, else by sessions of our own. */
async function underLoad(server: OwnServer): Promise<void> {
	const {port, password = '', user = ''} = {...server, ...server.connection()};
	if (existsSync(pgbench)) {
		const login = ['-h', '127.0.0.1', '-p', String(port), '-U', user];
		const env = {...process.env, PGPASSWORD: password};
		await run(pgbench, [...login, '-n', '-c', '4', '-T', String(loadMs / 1000), 'postgres'], {env});
		return;
	}
	const over = Date.now() + loadMs;
	const work = async () => {
		const sql = server.session();
		while (Date.now() < over) {
			await sql`update pgbench_tellers set tbalance = tbalance + 1 where tid = ${1 + Math.floor(Math.random() * 10)}`;
			await wait(5);
		}
	};
	await Promise.all([work(), work(), work(), work()]);
}

describe.each(versions)('a healthy server of PostgreSQL %d', async version => {
	const server = await createServer(version, {autovacuum: 'on'});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	const plain = await server.createRole('plain');
	await sql`create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84))`;
	await sql`create table pgbench_branches (bid int primary key, bbalance int, filler char(88))`;
	await sql`create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84))`;
	await sql`create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))`;
	await sql`insert into pgbench_branches values (1, 0)`;
	await sql`insert into pgbench_tellers select n, 1, 0 from generate_series(1, 10) n`;
	await sql`insert into pgbench_accounts select n, 1, 0 from generate_series(1, 100000) n`;
	await sql`vacuum (analyze)`;

	it('has no findings under load for any role, and tells a plain role about hidden values', async () => {
		const [asSuper, asMonitor, asPlain] = [
			await watch(server.connection()),
			await watch(server.connection(monitor)),
			await watch(server.connection(plain)),
		];
		await underLoad(server);
		for (const {published, faults} of [asSuper, asMonitor, asPlain]) {
			const findings = published.flatMap(({snapshot}) => snapshot.findings.rows.map(({title}) => title));
			expect([...new Set(findings)]).toEqual([]);
			expect(published.length).toBeGreaterThan(10);
			expect(faults).toEqual([]);
		}
		const blind = ({sampler}: typeof asSuper) =>
			sampler.live.snapshot.findings.unknown.filter(item => item.blind).map(({rule}) => rule);
		expect([blind(asSuper), blind(asMonitor)]).toEqual([[], []]);
		expect(blind(asPlain)).toContain('idle-in-transaction');
	});
});
