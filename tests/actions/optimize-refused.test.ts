import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {makeOthersRegistry, untilNothing} from '../helpers/others-registry.ts';
import {begin, failureOf, hold, untilWaiting} from '../helpers/scenario.ts';
import {blocking, details, openOperator} from '../helpers/scenario-actions.ts';

/** A name with quotes and what would end a statement. */
const hostileSchema = 'public"; drop schema public cascade; --\n';

describe.each(versions)("optimizing another tool's registry on PostgreSQL %d is refused", async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => makeOthersRegistry(database));
	const planOf = async (...options: Parameters<typeof openOperator>) =>
		(await openOperator(...options)).plan({action: 'optimize'});

	it('for a role that does not own its tables, and names the owner to connect as', async () => {
		const role = await database.createRole(['pg_monitor']);
		const sentences = blocking(await planOf(database.connection(role)));
		expect(sentences).toContainEqual(
			expect.stringMatching(
				/^this role does not own .*public\.mcp_servers.*\. Connect as postgres or a superuser, or have one of them run: GRANT postgres TO test_/,
			),
		);
		expect(sentences).toContainEqual(
			expect.stringMatching(/may not create schemas.*GRANT CREATE ON DATABASE/),
		);
	});

	it('without a registry, even if other tables have similar names', async () => {
		const shop = await createDatabase(version);
		await shop.sql`create table users (id int primary key)`;
		expect(await failureOf(planOf(shop.connection()))).toMatchObject({
			exitCode: 3,
			message: expect.stringMatching(/^There is no registry in this database\..*pgdeck setup/),
		});
	});

	it('in read-only mode', async () => {
		expect(blocking(await planOf(database.connection(), {readOnly: true}))).toContain(
			'pgdeck is read-only. Start it without --read-only to change anything.',
		);
	});

	it('if sessions are read-only by default', async () => {
		await sql`alter database ${sql(database.name)} set default_transaction_read_only = on`;
		try {
			expect(blocking(await planOf(database.connection()))).toContainEqual(
				expect.stringMatching(/read.only/),
			);
		} finally {
			const session = database.session();
			await session`set default_transaction_read_only = off`;
			await session`alter database ${sql(database.name)} reset default_transaction_read_only`;
		}
	});

	it('if tables would be created in another schema', async () => {
		await sql`create schema ${sql(hostileSchema)}`;
		await sql`create table ${sql(hostileSchema)}.mcp_servers (id int)`;
		const connection = database.connection();
		await sql`alter database ${sql(database.name)} set search_path = ${sql(hostileSchema)}, public`;
		try {
			expect(blocking(await planOf(connection))).toContainEqual(
				expect.stringMatching(/^the tables of the pack belong in the schema public, /),
			);
		} finally {
			await sql`alter database ${sql(database.name)} reset search_path`;
		}
	});

	it('but not for objects of another schema', async () => {
		const plan = await planOf(database.connection());
		expect(blocking(plan)).toEqual([]);
		expect(plan.units.filter(({title}) => title.startsWith('Add '))).not.toEqual([]);
		expect(details(plan, 'warn').filter(detail => /^table mcp_servers.* id is /.test(detail))).toEqual([]);
	});

	it('for an index while it is being built', async () => {
		const holder = await hold(database, 'lock routing_rules in row exclusive mode');
		const build = await begin(
			database,
			'create index concurrently idx_routing_rules_tenant_active on routing_rules (tenant_id, is_active, priority)',
		);
		await untilWaiting(database, build);
		const plan = await planOf(database.connection());
		expect(details(plan, 'warn')).toContainEqual(
			expect.stringMatching(
				/^idx_routing_rules_tenant_active is skipped: an index on its table is being built/,
			),
		);
		expect(plan.units.filter(({title}) => title.includes('idx_routing_rules_tenant_active'))).toEqual([]);
		await holder.release();
		await build.result;
	});

	it('for an index that appeared after the plan', async () => {
		const operator = await openOperator(database.connection());
		const plan = await operator.plan({action: 'optimize'});
		await sql`create index idx_mcp_servers_tenant_status on mcp_servers (id)`;
		expect(await operator.run(plan)).toMatchObject({
			status: 'failed',
			note: 'not run: an index of that name exists by now',
		});
	});

	it("to write another tool's ledger; the rest runs without it", async () => {
		await sql`drop index idx_mcp_servers_tenant_status`;
		await sql`drop table if exists schema_migrations, pgdeck_migrations`;
		await sql`create table schema_migrations (version bigint primary key, dirty boolean not null)`;
		const operator = await openOperator(database.connection());
		const plan = await operator.plan({action: 'optimize'});
		expect(details(plan, 'warn')).toContain(
			'the table schema_migrations belongs to golang-migrate: no file is recorded as applied',
		);
		expect(
			plan.units.flatMap(({statements}) => statements).filter(({text}) => /_migrations/.test(text)),
		).toEqual([]);
		expect(await operator.run(plan)).toMatchObject({status: 'done'});
		expect((await sql`select from schema_migrations`).length).toBe(0);
		await untilNothing(operator);
	});
});
