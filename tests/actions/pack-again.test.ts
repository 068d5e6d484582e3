import {describe, expect, it} from 'vitest';
import {packSet} from '../../source/migrations/set.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {blocking, openOperator} from '../helpers/scenario-actions.ts';

describe.each(versions)('the pack over tables by month on PostgreSQL %d', async version => {
	it('goes back to before the first file, and up again', async () => {
		const database = await createDatabase(version);
		await makeExistingTables(database.sql, {key: 'uuid', number: 'numeric', tables: 'core'});
		const operator = await openOperator(database.connection(), {migrations: packSet()});
		await operator.act({action: 'apply-migrations', which: 'all'});
		const down = await operator.plan({action: 'roll-back-migration', to: '0'});
		expect(blocking(down)).toEqual([]);
		expect(await operator.run(down)).toMatchObject({status: 'done'});
		const up = await operator.plan({action: 'apply-migrations', which: 'all'});
		expect(blocking(up)).toEqual([]);
		expect(await operator.run(up)).toMatchObject({status: 'done'});
	});

	it('refuses before it runs if its indexes cannot be built CONCURRENTLY', async () => {
		const database = await createDatabase(version);
		await makeExistingTables(database.sql, {key: 'uuid', number: 'numeric', tables: 'core'});
		const {sql} = database;
		await sql`alter table request_logs rename to old`;
		await sql.unsafe(`
			create table request_logs (like old) partition by range (request_time);
			create table request_logs_default partition of request_logs default;
		`);
		const operator = await openOperator(database.connection(), {migrations: packSet()});
		const plan = await operator.plan({action: 'apply-migrations', which: 'all'});
		expect(blocking(plan)).toContainEqual(
			expect.stringMatching(
				/essential_indexes\.sql:\d+: request_logs is partitioned, and PostgreSQL cannot build an index on a partitioned table CONCURRENTLY\. pgdeck optimize builds it partition by partition/,
			),
		);
	});

	it('refuses to run a file again over them, and a file that drops their indexes', async () => {
		const database = await createDatabase(version);
		const operator = await openOperator(database.connection(), {migrations: packSet()});
		await operator.act({action: 'apply-migrations', which: 'all'});
		await database.sql`delete from schema_migrations where version = '20260101000300'`;
		const plan = await operator.plan({action: 'apply-migrations', which: 'all'});
		expect(blocking(plan)).toContainEqual(expect.stringMatching(/request_logs is partitioned, /));
		// While the table is partitioned by month, only later files are rolled back.
		await database.sql`insert into schema_migrations values ('20260101000300')`;
		await database.sql`delete from schema_migrations where version > '20260101000300'`;
		const back = await operator.plan({action: 'roll-back-migration'});
		expect(blocking(back)).toContainEqual(
			expect.stringMatching(
				/request_logs is partitioned, and PostgreSQL cannot drop an index of a partitioned table CONCURRENTLY/,
			),
		);
	});
});
