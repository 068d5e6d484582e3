import {beforeAll, describe, expect, it} from 'vitest';
import {packSet} from '../../source/migrations/set.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {makeInvalid, untilNothing} from '../helpers/others-registry.ts';
import {hold} from '../helpers/scenario.ts';
import {actionWaits, exists, openOperator} from '../helpers/scenario-actions.ts';

describe.each(versions)('optimizing a registry of the pack on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection(), {migrations: packSet()});
	const plan = () => operator.plan({action: 'optimize'});
	const titles = async () => (await plan()).units.map(({title}) => title);
	const isValid = async (index: string) => {
		const [row] = await sql<{valid: boolean}[]>`
			select indisvalid as valid from pg_index where indexrelid = to_regclass(${index})`;
		return row?.valid;
	};
	beforeAll(async () => {
		await operator.act({action: 'apply-migrations', which: 'all'});
	});

	it('after the pack is applied only by ANALYZE', async () => {
		expect(await titles()).toEqual([expect.stringMatching(/^Analyze \d+ tables$/)]);
		expect(await operator.run(await plan())).toMatchObject({status: 'done'});
		expect(await untilNothing(operator)).toMatchObject({
			exitCode: 0,
			message: 'Nothing to do: all objects of the registry pack exist.',
			details: [],
		});
	});

	it('by objects dropped since, from files that are recorded as applied', async () => {
		await sql.unsafe(`
			drop index idx_sessions_user_active;
			drop function mcp.refresh_tool_stats();
			alter table api_keys drop constraint api_keys_user_id_fkey;
			alter table mcp.tool_configurations alter tenant_id set statistics -1;
			drop view index_usage_summary;
		`);
		expect(await titles()).toEqual([
			'Create constraint api_keys.api_keys_user_id_fkey',
			expect.stringMatching(/^Build index idx_sessions_user_active on sessions \(\d+ /),
			expect.stringMatching(
				/^Create .*index_usage_summary|^Create \d objects of 20260101000600_monitoring_views/,
			),
			'Create function mcp.refresh_tool_stats()',
			'Create setting mcp.tool_configurations.tenant_id',
			expect.stringMatching(/^Create \d objects of 20260101000900_roles|^Create grant/),
			'Validate constraint api_keys.api_keys_user_id_fkey',
			'Analyze 1 table',
		]);
		expect(await operator.run(await plan())).toMatchObject({status: 'done', note: undefined});
		const [row] =
			await sql`select has_function_privilege('public', 'mcp.refresh_tool_stats()', 'execute') as "all"`;
		expect(row).toEqual({all: false});
		expect(await untilNothing(operator)).toMatchObject({exitCode: 0, details: []});
	});

	it('by rebuilding an INVALID index under its name', async () => {
		await makeInvalid(database, 'idx_users_tenant_role');
		await sql`create index idx_users_tenant_role_ccnew on users (tenant_id, role, is_active)`;
		await makeInvalid(database, 'idx_users_tenant_role_ccnew');
		expect((await titles()).map(title => title.replace(/ \(.*/, ''))).toEqual([
			'Drop idx_users_tenant_role_ccnew, left behind by an interrupted rebuild',
			'Rebuild the INVALID index idx_users_tenant_role on users',
			'Analyze 1 table',
		]);
		expect(await operator.run(await plan())).toMatchObject({status: 'done'});
		expect(await isValid('idx_users_tenant_role')).toBe(true);
		expect(await exists(database, 'idx_users_tenant_role_ccnew')).toBe(false);
		expect(await untilNothing(operator)).toMatchObject({exitCode: 0});
	});

	it('without an index whose name is taken on another table', async () => {
		await sql`drop index idx_users_auth_provider`;
		await sql`create index idx_users_auth_provider on tenants (name)`;
		expect(await untilNothing(operator)).toMatchObject({
			exitCode: 0,
			details: [expect.stringMatching(/^index idx_users_auth_provider: skipped: .*another table, tenants/)],
		});
		await sql`drop index idx_users_auth_provider`;
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done'});
	});

	it('again after a cancel, with the INVALID index repaired', async () => {
		await sql`drop index idx_sessions_user_active`;
		const holder = await hold(
			database,
			"insert into tenants (name) values ('held')",
			'lock sessions in row exclusive mode',
		);
		const run = operator.begin(await plan());
		await actionWaits(database);
		run.cancel();
		const progress = await run.result;
		await holder.release();
		expect(progress).toMatchObject({status: 'cancelled'});
		expect(operator.entries('failed').at(-1)).toMatchObject({
			action: 'optimize',
			error: {code: '57014'},
			result: expect.stringContaining('is INVALID. Run this again: it is repaired first.'),
		});
		expect(await isValid('idx_sessions_user_active')).toBe(false);
		expect((await titles())[0]).toMatch(/^Rebuild the INVALID index idx_sessions_user_active/);
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done'});
		expect(await isValid('idx_sessions_user_active')).toBe(true);
	});

	it('by the index of a partitioned table, partition by partition', async () => {
		await sql`insert into request_logs (request_id, method, path) values ('one', 'GET', '/')`;
		await sql`drop index idx_request_logs_tenant_time`;
		const [{partitions} = {partitions: 0}] = await sql<{partitions: number}[]>`
			select count(*)::int as partitions from pg_inherits where inhparent = 'request_logs'::regclass`;
		expect(partitions).toBeGreaterThan(1);
		const built = await plan();
		expect(built.units[0]?.title).toMatch(
			new RegExp(
				`^Build index idx_request_logs_tenant_time on ${partitions} partitions of request_logs \\(\\d`,
			),
		);
		expect(built.units[0]?.statements).toHaveLength(1 + 2 * partitions);

		// Interrupted at the last partition, which someone writes to.
		const holder = await hold(database, 'lock request_logs_default in row exclusive mode');
		const run = operator.begin(built);
		await actionWaits(database, holder.pid);
		run.cancel();
		expect((await run.result).status).toBe('cancelled');
		await holder.release();

		const rest = await plan();
		expect(rest.units[0]?.title).toMatch(
			/^Build index idx_request_logs_tenant_time on 1 partition of request_logs/,
		);
		expect(rest.units[0]?.statements[1]?.text).toMatch(
			/^reindex index concurrently public\.idx_request_logs_default_/,
		);
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done', note: undefined});
		expect(await isValid('idx_request_logs_tenant_time')).toBe(true);
		const [{invalid} = {invalid: -1}] = await sql<{invalid: number}[]>`
			select count(*)::int as invalid from pg_index where not indisvalid`;
		expect(invalid).toBe(0);
		await untilNothing(operator);
	});

	it('without a function that somebody has changed, with a warning', async () => {
		await sql`
			create or replace function mcp.name_with(p_table name, p_ending text) returns name
			language sql immutable as 'select (p_table || p_ending)::name'`;
		const nothing = await untilNothing(operator);
		expect(nothing).toMatchObject({
			exitCode: 0,
			details: expect.arrayContaining([
				'function mcp.name_with(name, text): skipped: its body differs from the pack',
			]),
		});
	});
});
