import {describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {untilNothing} from '../helpers/others-registry.ts';
import {hold} from '../helpers/scenario.ts';
import {details, openOperator} from '../helpers/scenario-actions.ts';

describe.each(versions)('optimizing tables that differ from the pack, on PostgreSQL %d', async version => {
	async function registry(ddl: string) {
		const database = await createDatabase(version);
		await database.sql.unsafe(`create table mcp_servers (id uuid primary key, name text); ${ddl}`);
		return {database, operator: await openOperator(database.connection())};
	}

	it('adds no columns to a table that has the name of a view, and gives the remedy', async () => {
		const {database, operator} = await registry(
			'create table database_size_summary (mine int); create view request_logs as select 1 as mine',
		);
		const plan = await operator.plan({action: 'optimize'});
		expect(plan.units.map(({title}) => title).filter(title => /size_summary/.test(title))).toEqual([]);
		expect(details(plan, 'warn')).toContainEqual(
			expect.stringMatching(/^table database_size_summary: skipped: .* rename or drop it/),
		);
		expect(details(plan, 'warn')).toContainEqual(
			expect.stringMatching(/^table request_logs: skipped: it is a view here, .* rename or drop it/),
		);
		await operator.run(plan);
		const columns = await database.sql`
				select attname from pg_attribute
				where attrelid = 'database_size_summary'::regclass and attnum > 0`;
		expect(columns).toEqual([{attname: 'mine'}]);
	});

	it('skips objects of a type with other labels, and runs to the end', async () => {
		const {operator, database} = await registry(`
				create type registry_health_status as enum ('HEALTHY', 'DOWN');
				create type registry_breaker_state as enum ('OPEN');
			`);
		const plan = await operator.plan({action: 'optimize'});
		const warnings = details(plan, 'warn');
		expect(warnings).toContainEqual(
			expect.stringMatching(
				/^table mcp_servers: unchanged: mcp_servers\.health_status is not added: the type registry_health_status differs here: it does not have healthy, /,
			),
		);
		expect(warnings).toContainEqual(
			expect.stringMatching(/^circuit_breakers.* skipped: the type registry_breaker_state differs here/),
		);
		expect(await operator.run(plan)).toMatchObject({status: 'done', note: undefined});
		const [{breakers} = {}] = await database.sql`select to_regclass('circuit_breakers') as breakers`;
		expect(breakers).toBeNull();
		await untilNothing(operator);
	});

	it("creates no trigger that would write to another tool's log, and is complete after one run", async () => {
		const {operator} = await registry('create schema mcp; create table mcp.audit_log (line text)');
		const plan = await operator.plan({action: 'optimize'});
		expect(await operator.run(plan)).toMatchObject({status: 'done'});
		await untilNothing(operator);
	});

	it('does not repeat ANALYZE of a table without partitions', async () => {
		const {operator} = await registry('create table sessions (id uuid) partition by list (id)');
		expect(await operator.act({action: 'optimize'})).toMatchObject({status: 'done'});
		await untilNothing(operator);
	});

	it('sums the sizes of partitions without waiting for a locked one', async () => {
		const {database, operator} = await registry(`
				create table audit_logs (id uuid, "timestamp" timestamptz) partition by range ("timestamp");
				create table audit_logs_all partition of audit_logs for values from (minvalue) to (maxvalue)
					partition by range ("timestamp");
				create table audit_logs_leaf partition of audit_logs_all for values from (minvalue) to (maxvalue);
				insert into audit_logs select gen_random_uuid(), now() from generate_series(1, 5000);
			`);
		const title = async () => {
			const {units} = await operator.plan({action: 'optimize'});
			return units.map(unit => unit.title).find(text => /^Add .* to audit_logs \(/.test(text));
		};
		expect(await title()).toMatch(/^Add \d+ columns to audit_logs \([1-9][\d.]* kB\)/);
		await hold(database, 'lock table audit_logs_leaf in access exclusive mode');
		expect(await title()).toMatch(/^Add \d+ columns to audit_logs \(size n\/a: locked\)/);
	});
});
