import postgres from 'postgres';
import {beforeAll, describe, expect, it} from 'vitest';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {packSet} from '../../source/migrations/set.ts';
import {versions} from '../helpers/database.ts';
import {packDown, packUp, run} from '../helpers/pack-migrations.ts';
import {openOperator} from '../helpers/scenario-actions.ts';
import {sample} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

const roles = packMigrations.find(({name}) => name === 'roles');

// Roles are of the whole cluster: these tests have one to themselves.
describe.each(versions)('the roles of the pack on PostgreSQL %d', async version => {
	const server = await createServer(version);
	const admin = server.session();
	const notices: string[] = [];
	/** A new database with the pack, or without. */
	const database = async (name: string, up = true) => {
		await admin`create database ${admin(name)}`;
		const sql = server.session(name);
		if (up) await packUp(sql);
		return sql;
	};
	/** A new database to which pgdeck itself has applied the pack, and so with its ledger. */
	const migrated = async (name: string) => {
		const sql = await database(name, false);
		const operator = await openOperator(server.connection(undefined, name), {migrations: packSet()});
		const {status} = await operator.act({action: 'apply-migrations', which: 'all'});
		expect(status).toBe('done');
		return sql;
	};
	const ledgers = ['schema_migrations', 'pgdeck_migrations'] as const;
	const mayRead = async (sql: postgres.Sql, role: string) =>
		Promise.all(
			ledgers.map(async table => {
				const [row] = await sql<{may: boolean}[]>`
					select has_table_privilege(${role}, ${table}, 'select') as may`;
				return row?.may;
			}),
		);
	const present = async () =>
		(await admin`select rolname::text as name from pg_roles where rolname like 'pgdeck%' order by 1`).map(
			({name}) => name,
		);
	const logins = {
		monitor: {user: 'ann', password: 'secret'},
		operator: {user: 'olga', password: 'secret'},
		owner: {user: 'owen', password: 'secret'},
	};
	const as = (login: {user: string; password: string}, name: string) => {
		const sql = postgres({
			host: '127.0.0.1',
			port: server.port,
			username: login.user,
			password: login.password,
			database: name,
			max: 1,
			prepare: false,
			onnotice: notice => notices.push(String(notice.message)),
		});
		return sql;
	};
	const both = ['pgdeck_monitor', 'pgdeck_operator'];
	let first: postgres.Sql;

	beforeAll(async () => {
		first = await migrated('first');
		await admin.unsafe(`
			create role ann login password 'secret' in role pgdeck_monitor;
			create role olga login password 'secret' in role pgdeck_operator;
			create role owen login password 'secret'`);
	});

	it('let pgdeck_monitor alone read every pane', async () => {
		await first.unsafe(`
			insert into tenants (name) values ('acme');
			insert into mcp_servers (name, endpoint_url) values ('s', 'http://s');
			insert into request_logs (request_id, tenant_id, method, path, target_server_id, status_code, duration_ms)
				select n::text, (select id from tenants), 'GET', '/', (select id from mcp_servers), 200, n
				from generate_series(1, 100) n`);
		await first`analyze`;
		const sampled = await sample(server.connection(logins.monitor, 'first'));
		const sections = [
			'health',
			'registry',
			'requests',
			'tenants',
			'indexes',
			'tables',
			'migrations',
			'upkeep',
			'alerts',
			'missing',
		] as const;
		const {snapshot} = await sampled.live(state =>
			sections.every(id => state.snapshot.sections[id].status !== 'pending'),
		);
		expect(sections.map(id => [id, snapshot.sections[id].status])).toEqual(sections.map(id => [id, 'ok']));
		expect(snapshot.sections.requests).toMatchObject({value: {summary: {total: 100}}});
		expect(snapshot.sections.tenants).toMatchObject({value: {allTenants: 1}});
		expect(sampled.faults).toEqual([]);
	});

	it('grant reading the ledger, not writing, and revoke it', async () => {
		const sql = await migrated('ledgered');
		for (const role of both) expect(await mayRead(sql, role)).toEqual([true, true]);
		const monitor = as(logins.monitor, 'ledgered');
		try {
			for (const table of ledgers) {
				await expect(monitor`delete from ${monitor(table)}`).rejects.toMatchObject({code: '42501'});
			}
		} finally {
			await monitor.end();
		}
		await run(sql, roles?.down);
		for (const role of both) expect(await mayRead(sql, role)).toEqual([false, false]);
		// dbmate keeps the one table alone.
		await sql`drop table pgdeck_migrations`;
		await run(sql, roles?.up);
		const [row] =
			await sql`select has_table_privilege('pgdeck_monitor', 'schema_migrations', 'select') as may`;
		expect(row).toEqual({may: true});
		await run(sql, roles?.down);
	});

	it.each([
		'api_keys.key_hash',
		'enhanced_api_keys.key_hash',
		'enhanced_api_keys.salt',
		'enhanced_api_keys.ip_whitelist',
		'users.email',
		'tenants.settings',
		'system_configs.value',
		'request_queues.payload',
		'audit_logs.details',
		'mcp.tool_configurations.auth_config',
		'mcp.tool_configurations.auth_config_encrypted',
		'mcp.tool_configurations.base_url',
		'mcp.tool_executions.input_data',
		'mcp.tool_executions.output_data',
	])('keep %s from both', async column => {
		const at = column.lastIndexOf('.');
		for (const login of [logins.monitor, logins.operator]) {
			const sql = as(login, 'first');
			try {
				await sql.unsafe(`select id from ${column.slice(0, at)}`).catch(() => {
					throw new Error(`${login.user} reads nothing of ${column.slice(0, at)}`);
				});
				await expect(
					sql.unsafe(`select ${column.slice(at + 1)} from ${column.slice(0, at)}`),
				).rejects.toMatchObject({code: '42501'});
			} finally {
				await sql.end();
			}
		}
	});

	it('let pgdeck_operator run upkeep and nothing else, and pgdeck_monitor read it', async () => {
		await first`update data_retention_policies set retention_days = 1`;
		await first`insert into mcp.tool_executions (action, executed_at) values ('old', now() - interval '3 months')`;
		const [operator, monitor] = [as(logins.operator, 'first'), as(logins.monitor, 'first')];
		try {
			for (const sql of [operator, monitor]) {
				for (const write of [
					'delete from request_logs',
					'drop table tenants',
					"insert into tenants (name) values ('x')",
					"select mcp.attach_month('mcp.tool_executions', now())",
					"select mcp.archive_of('tenants', true)",
					"select mcp.retire_rows('tenants', 'created_at', now(), null, 1)",
					'select mcp.tool_auth(null)',
				]) {
					await expect(sql.unsafe(write)).rejects.toMatchObject({code: '42501'});
				}
				expect((await sql`select * from mcp.retention_due('mcp.tool_executions')`).length).toBe(1);
			}
			for (const upkeep of [
				"select mcp.create_monthly_partitions('mcp.tool_executions', 4)",
				'select mcp.refresh_tool_stats()',
				"select mcp.retention_step('mcp.tool_executions')",
			]) {
				await expect(monitor.unsafe(upkeep)).rejects.toMatchObject({code: '42501'});
				expect(await operator.unsafe(upkeep)).not.toHaveLength(0);
			}
			await operator.unsafe('call mcp.apply_retention()');
		} finally {
			await Promise.all([operator.end(), monitor.end()]);
		}
		expect([...(await first`select action from mcp.tool_executions_archive`)]).toEqual([{action: 'old'}]);
	});

	it('stay while another database uses them, and are dropped with the last', async () => {
		const second = await database('second');
		await run(second, roles?.down);
		expect(await present()).toEqual(both);
		const [held] = await admin`
			select count(*)::int as n from pg_shdepend join pg_database on dbid = pg_database.oid
			where datname = 'second' and refobjid in ('pgdeck_monitor'::regrole, 'pgdeck_operator'::regrole)`;
		expect(held).toEqual({n: 0});
		await run(first, roles?.down);
		expect(await present()).toEqual([]);
		await run(second, roles?.up);
		await run(first, roles?.up);
		expect(await present()).toEqual(both);
		await run(first, roles?.down);
		await run(second, roles?.down);
		expect(await present()).toEqual([]);
	});

	it('get their grants if they existed before, and stay', async () => {
		await admin`create role pgdeck_monitor`;
		await run(first, roles?.up);
		const may = () => first`
			select has_column_privilege('pgdeck_monitor', 'request_logs', 'path', 'select') as log,
				pg_has_role('pgdeck_monitor', 'pg_monitor', 'member') as monitor`;
		// Its memberships belong to the role that created it.
		expect([...(await may())]).toEqual([{log: true, monitor: false}]);
		await run(first, roles?.down);
		expect([...(await may())]).toEqual([{log: false, monitor: false}]);
		expect(await present()).toEqual(['pgdeck_monitor']);
		await admin`drop role pgdeck_monitor`;
	});

	it.each(['', 'createrole'])(
		'are skipped with a notice if the pack is applied without CREATEROLE: %s',
		async right => {
			// Until 15 CREATEROLE may give away any role but a superuser's; from 16 on only those that it administers.
			const makesThem = right !== '' && version < 16;
			await admin.unsafe(`alter role owen ${right || 'nocreaterole'}`);
			const name = `owned${right}`;
			const sql = await database(name, false);
			await sql.unsafe(`alter database ${name} owner to owen; alter schema public owner to owen`);
			const owner = as(logins.owner, name);
			notices.length = 0;
			try {
				await packUp(owner);
				expect(await present()).toEqual(makesThem ? both : []);
				expect(notices.filter(text => text.startsWith('Roles pgdeck_monitor'))).toHaveLength(
					makesThem ? 0 : 1,
				);
				await owner`select mcp.create_monthly_partitions('mcp.tool_executions', 5)`;
				await packDown(owner);
			} finally {
				await owner.end();
			}
			expect(await present()).toEqual([]);
			expect(await sql`select from pg_class where relnamespace = 'public'::regnamespace`).toHaveLength(0);
		},
	);

	it('can be created and dropped by several databases at once', async () => {
		const databases = [first];
		for (const name of ['a', 'b', 'c']) databases.push(await database(name));
		await Promise.all(
			databases.map(async (sql, index) => {
				for (let turn = 0; turn < 15 + index; turn++) {
					await run(sql, roles?.down);
					await run(sql, roles?.up);
				}
			}),
		);
		expect(await present()).toEqual(both);
		for (const sql of databases) {
			expect([
				...(await sql`select has_column_privilege('pgdeck_monitor', 'request_logs', 'path', 'select') as log,
					pg_has_role('pgdeck_monitor', 'pg_monitor', 'member') as monitor`),
			]).toEqual([{log: true, monitor: true}]);
		}
	});
});
