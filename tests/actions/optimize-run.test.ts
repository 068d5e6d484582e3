import {beforeAll, describe, expect, it} from 'vitest';
import type {Plan} from '../../source/actions/engine/plan.ts';
import {stepsOf} from '../../source/actions/engine/plan-outline.ts';
import {planText} from '../../source/commands/text/plan.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {hostileName, makeOthersRegistry, untilNothing} from '../helpers/others-registry.ts';
import {columnsOf, contents} from '../helpers/pack-existing.ts';
import {blocking, details, ledgerOf, openOperator} from '../helpers/scenario-actions.ts';

const statusReasons = /request_logs\.status_code is text here, and integer in the pack/;

describe.each(versions)("another tool's registry on PostgreSQL %d is optimized", async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	let columns: Awaited<ReturnType<typeof columnsOf>>;
	let before: string[];
	let tables: readonly string[];
	let plan: Plan;

	beforeAll(async () => {
		tables = await makeOthersRegistry(database);
		columns = await columnsOf(sql);
		before = await contents(sql, tables, columns);
		plan = await operator.plan({action: 'optimize'});
	});

	const titles = () => plan.units.map(({title}) => title);

	it('by a plan in which every index is built CONCURRENTLY, with its size', async () => {
		const builds = plan.units.filter(({title}) => title.startsWith('Build index'));
		expect(builds.length).toBeGreaterThan(40);
		for (const {title, statements, transactional} of builds) {
			expect(statements.map(({text}) => text)).toEqual([
				expect.stringMatching(/^create index concurrently /),
			]);
			expect(title).toMatch(/ on [a-z_.]+ \(\d.*[kM]?i?B\)$| [a-z_.]+$/);
			expect(transactional).toBe(false);
		}
		expect(
			builds.find(({title}) => title.includes('idx_mcp_servers_tenant_status'))?.statements,
		).toMatchObject([{lock: 'SHARE UPDATE EXCLUSIVE', on: ['mcp_servers']}]);
	});

	it('by a plan that lists its steps first, each with its lock', () => {
		const lines = planText(plan).split('\n');
		expect(lines.slice(2, 5)).toEqual([
			'',
			'Steps:',
			expect.stringMatching(/^ {3}1 {2}Create the migration ledger/),
		]);
		expect(stepsOf(plan)).toHaveLength(plan.units.length);
		expect(lines).toContainEqual(
			expect.stringMatching(
				/^ +\d+ {2}Build index idx_mcp_servers_tenant_status on mcp_servers \(\d.*\): SHARE UPDATE EXCLUSIVE on mcp_servers$/,
			),
		);
	});

	it('by a plan that repairs INVALID indexes first', () => {
		expect(titles().find(title => !title.startsWith('Create the migration ledger'))).toMatch(
			/^Rebuild the INVALID index idx_server_tools_name_server on server_tools/,
		);
	});

	it('by a plan that reports objects under other names, different ones, and skipped ones', () => {
		expect(details(plan, 'pass')).toContain(`idx_users_tenant_role: exists as ${sanitize(hostileName)}`);
		expect(titles().filter(title => title.includes('idx_users_tenant_role'))).toEqual([]);
		const warnings = details(plan, 'warn');
		expect(warnings).toContainEqual(
			expect.stringMatching(/^index idx_api_keys_expiration: skipped: .* another definition/),
		);
		expect(warnings).toContainEqual(expect.stringMatching(/^table request_logs: unchanged: /));
		expect(warnings).toContainEqual(
			expect.stringMatching(
				/^idx_request_logs_server_performance.* skipped: request_logs\.status_code is text here/,
			),
		);
		expect(titles().filter(title => title.includes('idx_request_routing_composite'))).toEqual([]);
		expect(titles().filter(title => title.includes('idx_request_logs_ip_path'))).toHaveLength(1);
		expect(blocking(plan)).toEqual([]);
	});

	it('without changing a row, and builds everything that can be built', async () => {
		const progress = await operator.run(plan);
		expect(progress).toMatchObject({status: 'done', note: undefined});
		expect(await contents(sql, tables, columns)).toEqual(before);
		const invalid = await sql`select indexrelid::regclass from pg_index where not indisvalid`;
		expect([...invalid]).toEqual([]);
		const [row] = await sql`
			select to_regclass('idx_users_tenant_role') is null and to_regclass('idx_request_routing_composite') is null
				and to_regclass('idx_mcp_servers_tenant_status') is not null as as_planned`;
		expect(row).toEqual({as_planned: true});
		const gathered = await sql`select from pg_stats where tablename = 'mcp_servers'`;
		expect(gathered.length).toBeGreaterThan(0);
	});

	it('records the files whose objects all exist, and no others', async () => {
		const applied = await ledgerOf(database);
		const pending = packMigrations.filter(({version}) => !applied.includes(version)).map(({name}) => name);
		expect(pending).toContain('functions');
		expect(pending).toContain('essential_indexes');
		expect(applied.length).toBeGreaterThan(5);
		expect(details(plan, 'warn')).toContain(
			`some of their objects do not exist, so these files stay pending: ${packMigrations
				.filter(({version}) => !applied.includes(version))
				.map(({version, name}) => `${version} ${name}`)
				.join(', ')}`,
		);
	});

	it('is written in the journal, step by step', () => {
		expect(operator.entries('started')).toHaveLength(plan.units.length);
		expect(operator.entries('done')).toHaveLength(plan.units.length);
		expect(operator.entries('done')[1]).toMatchObject({action: 'optimize', target: {kind: 'pack'}});
	});

	it('has nothing to do a second time, and lists the remaining differences', async () => {
		const nothing = await untilNothing(operator);
		expect(nothing).toMatchObject({
			exitCode: 0,
			message: expect.stringMatching(/^Nothing to do\. \d+ differences /),
			details: expect.arrayContaining([expect.stringMatching(statusReasons)]),
		});
	});

	it('is complete once the column is corrected and the other index is dropped', async () => {
		await sql.unsafe(`
			alter table request_logs alter status_code type integer using null;
			drop index idx_api_keys_expiration;
		`);
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done'});
		const [functions] = await sql`select total_requests from get_request_performance_summary()`;
		expect(functions).toEqual({total_requests: '5'});
		const left = await untilNothing(operator);
		expect(left.exitCode).toBe(0);
		expect(
			left.details.filter(detail => /status_code|idx_/.test(detail) && !detail.includes("another tool's")),
		).toEqual([]);
	});
});
