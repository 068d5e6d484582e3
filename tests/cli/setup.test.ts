import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import {afterAll, describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {makeOthersRegistry} from '../helpers/others-registry.ts';
import {runProgram, startProgram} from '../helpers/program.ts';
import {hold, until} from '../helpers/scenario.ts';

const home = mkdtempSync(path.join(tmpdir(), 'setup-'));
const env = {XDG_STATE_HOME: home, XDG_CONFIG_HOME: home};
afterAll(() => rmSync(home, {recursive: true, force: true}));

/** A database that is not there yet, dropped after the tests, whose name would break out of a quoted one. */
function unmade(database: TestDatabase): string[] {
	const name = `${database.name}"; drop--`;
	const {host, port, user, password} = database.server;
	afterAll(async () => {
		const admin = postgres({
			host,
			port,
			username: user,
			password,
			database: 'postgres',
			max: 1,
			onnotice: () => undefined,
		});
		await admin`drop database if exists ${admin(name)} with (force)`;
		await admin.end();
	});
	return ['-h', host, '-p', String(port), '-U', user, '-d', `dbname='${name}' sslmode=disable`];
}

const phases = (out: string) =>
	out.split('\n').map(line => line.replace(/ \([\d.,]+ m?s\)$| \(\d+m.*\)$/, ''));

describe.each(versions)('pgdeck setup on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const password = {...env, PGPASSWORD: database.server.password};
	const target = unmade(database);

	// The tests of the demo cover sample data on the newest version.
	const purpose = version === 13 ? ['--sample'] : ['--production', '--yes'];
	const filled = '✓ Sample data: 5 tenants, 40 servers and a day of requests';
	const skipped = '✓ Sample data: skipped: --production';

	it('creates a registry with a tick per phase, and asks nothing', {timeout: 180_000}, async () => {
		const {code, out, error} = await runProgram(['setup', ...target, ...purpose], password);
		expect(error).not.toMatch(/^pgdeck: /m);
		expect(phases(out)).toEqual([
			expect.stringMatching(
				/^✓ Connect to the server: PostgreSQL \d+\.\d+.* at 127\.0\.0\.1:\d+, as postgres$/,
			),
			'✓ Create the database: 1 step',
			expect.stringMatching(/^✓ Apply the registry pack: \d+ steps$/),
			expect.stringMatching(/^✓ Verify the schema: \d+ tables and views, \d+ indexes, \d+ functions$/),
			version === 13 ? filled : skipped,
			'✓ Gather statistics: 1 step',
			expect.stringMatching(/^✓ Analyze the remaining tables: \d+ steps$/),
			'',
		]);
		expect(code).toBe(0);
		const journal = readFileSync(path.join(home, 'pgdeck/journal.jsonl'), 'utf8');
		expect(journal).toMatch(/"event":"done".*"action":"create-database"/);
	});

	it('leaves no table due for ANALYZE', async () => {
		const {out} = await runProgram(['upkeep', 'list', '--json', ...target], password);
		const {value} = JSON.parse(out) as {value: {statistics: {value: {due: {name: string}[]}}}};
		expect(value.statistics.value.due).toEqual([]);
	});

	it('skips phases that are done', async () => {
		const {code, out} = await runProgram(['setup', ...target, ...purpose], password);
		expect(phases(out).slice(1)).toEqual([
			expect.stringMatching(/^✓ Create the database: .* exists$/),
			'✓ Apply the registry pack: Nothing is pending: all migrations are applied',
			expect.stringMatching(/^✓ Verify the schema: /),
			version === 13 ? '✓ Sample data: skipped: the registry has rows' : skipped,
			expect.stringMatching(/^✓ Gather statistics: /),
			'',
		]);
		expect(code).toBe(0);
	});

	it('asks for each plan with --production, and inserts no sample data', async () => {
		const uri = database.uri();
		const refused = await runProgram(['setup', uri, '--production'], env);
		expect(refused.code).toBe(3);
		expect(refused.out).toMatch(/^✗ Apply the registry pack$/m);
		expect(refused.error).toMatch(/without a terminal nobody can confirm/);
		expect((await database.sql`select to_regclass('tenants') as there`)[0]).toEqual({there: null});
		const agreed = await runProgram(['setup', uri, '--production', '--yes'], env);
		expect(agreed.error).toBe('');
		expect(agreed.out).toContain(skipped);
		expect(agreed.code).toBe(0);
		expect((await database.sql`select from tenants`).length).toBe(0);
	});

	it('names a missing object of the pack', async () => {
		await database.sql`drop index idx_sessions_user_active`;
		const {code, out, error} = await runProgram(['setup', database.uri(), '--production', '--yes'], env);
		expect(code).toBe(1);
		expect(out).toMatch(/^✗ Verify the schema$/m);
		expect(error).toMatch(
			/The registry is incomplete: the index idx_sessions_user_active is missing\. For all of it, run: pgdeck optimize --dry-run/,
		);
	});
});

describe('pgdeck setup refuses', async () => {
	const database = await createDatabase(18);
	const role = await database.createRole();
	const target = unmade(database);
	const as = (login: string, word: string) => {
		const {host, port} = database.server;
		return ['setup', '-h', host, '-p', String(port), '-U', login, '-d', target.at(-1) ?? '', word];
	};

	it.each([
		[[], /Give one of --sample and --production/],
		[['--sample', '--production'], /Give one of --sample and --production/],
	])('%j, neither or both modes, with exit code 2', async (flags, sentence) => {
		const {code, error} = await runProgram(['setup', database.uri(), ...flags], env);
		expect(error).toMatch(sentence);
		expect(code).toBe(2);
	});

	it('a role without CREATEDB, with the statement that allows it', async () => {
		const {code, error} = await runProgram([...as(role.user, '--production'), '--yes'], {
			...env,
			PGPASSWORD: role.password,
		});
		expect(error).toMatch(
			/this role may not create databases\. A superuser can run: ALTER ROLE test_\S+ CREATEDB;/,
		);
		expect(code).toBe(3);
	});

	it('nothing for a role with CREATEDB and without CREATEROLE', async () => {
		await database.sql.unsafe(`alter role ${role.user} createdb`);
		const {code, error, out} = await runProgram([...as(role.user, '--production'), '--yes'], {
			...env,
			PGPASSWORD: role.password,
		});
		expect(error).not.toMatch(/^pgdeck: /m);
		expect(out).toMatch(/^✓ Gather statistics: /m);
		expect(code).toBe(0);
	});

	it('sample data by a role without superuser, before it creates anything', async () => {
		const {code, error, out} = await runProgram(as(role.user, '--sample'), {
			...env,
			PGPASSWORD: role.password,
		});
		expect(error).toMatch(/Sample data requires a superuser/);
		expect(out).toBe('✗ Connect to the server\n');
		expect(code).toBe(3);
	});

	it('sample data on a production server', async () => {
		const {code, error} = await runProgram(
			['setup', 'host=127.0.0.1 port=1 dbname=shop_prod', '--sample'],
			env,
		);
		expect(error).toMatch(/This server is marked as production by its name/);
		expect(code).toBe(3);
	});

	it('in read-only mode', async () => {
		const {code} = await runProgram(['setup', database.uri(), '--production', '--read-only'], env);
		expect(code).toBe(3);
	});

	it("another tool's tables, and names optimize", async () => {
		await makeOthersRegistry(database);
		const {code, error} = await runProgram(['setup', database.uri(), '--production', '--yes'], env);
		expect(error).toMatch(
			/Another tool has created tables here \(.*\)\. To complete them, run: pgdeck optimize/,
		);
		expect(code).toBe(3);
		const plan = await runProgram(['optimize', database.uri(), '--dry-run', '--json'], env);
		expect(plan.code).toBe(0);
		expect(JSON.parse(plan.out)).toMatchObject({action: 'optimize', server: {database: database.name}});
		expect((await runProgram(['optimize', database.uri()], env)).code).toBe(3);
		const done = await runProgram(['optimize', database.uri(), '--yes', '--json'], env);
		expect(JSON.parse(done.out)).toMatchObject({action: 'optimize', status: 'done'});
		const again = await runProgram(['optimize', database.uri(), '--json'], env);
		expect(JSON.parse(again.out)).toMatchObject({action: 'optimize', status: 'done', plan: null, units: []});
		expect(again.code).toBe(0);
	});
});

describe.each(versions)('pgdeck setup --sample, interrupted on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;

	it('is canceled on the server, and the next run reports it as incomplete', {
		timeout: 120_000,
	}, async () => {
		await runProgram(['setup', database.uri(), '--production', '--yes'], env);
		// Both of its sessions wait: nobody's machine is too quick for the signal.
		const holder = await hold(database, 'lock table request_logs, fastmcp_audit_log in share mode');
		const waiting = () => sql`
			select from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock' and backend_type = 'client backend'`;
		const program = startProgram(['setup', database.uri(), '--sample'], env);
		await until(waiting, rows => rows.length === 2);
		program.signal('SIGINT');
		const {code, error} = await program.ended;
		expect(code).toBe(130);
		expect(error).toMatch(
			/Cancelled\. The sample data is incomplete\. Drop the database and run the command again/,
		);
		expect(await waiting()).toHaveLength(0);
		await holder.release();
		const again = await runProgram(['setup', database.uri(), '--sample'], env);
		expect(again.out).toMatch(/^✗ Sample data$/m);
		expect(again.error).toMatch(/The sample data of an earlier run is incomplete\. Drop the database/);
		expect(again.code).toBe(1);
		const production = await runProgram(['setup', database.uri(), '--production', '--yes'], env);
		expect(production.error).toMatch(/The sample data of an earlier run is incomplete\. Drop the database/);
		expect(production.code).toBe(1);
	});
});
