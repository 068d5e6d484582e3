import {beforeAll, describe, expect, it} from 'vitest';
import {taskText} from '../../source/domain/upkeep/words.ts';
import {NothingToDo} from '../../source/postgres/errors.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {blocking, openOperator} from '../helpers/scenario-actions.ts';
import {upkeepOf} from '../helpers/scenario-upkeep.ts';

describe.each(versions)('the list of upkeep tasks on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => applyPack(database));

	it('predicts for the operator role of the pack which plans are blocked', async () => {
		const role = await database.createRole(['pgdeck_operator', 'pg_monitor']);
		await sql`create materialized view others as select 1 as one`;
		const operator = await openOperator(database.connection(role));
		const {tasks} = await upkeepOf(database.connection(role));
		for (const {name, obstacle, state} of tasks) {
			const made = await operator.plan({action: 'upkeep', names: [name]}).catch((error: unknown) => {
				if (error instanceof NothingToDo) return undefined;
				throw error;
			});
			if (made === undefined) expect([name, state]).toEqual([name, 'done']);
			else expect([name, obstacle !== null]).toEqual([name, blocking(made).length > 0]);
		}
		expect(tasks.find(({name}) => name === 'quarterly')?.obstacle).toEqual(
			version >= 17 ? null : expect.objectContaining({text: expect.stringContaining('may not ANALYZE')}),
		);
	});

	it('does not call a table never analyzed after a reset of the counters', async () => {
		await sql`analyze tenants`;
		await sql`select pg_stat_reset()`;
		const analyze = async () =>
			(await upkeepOf(database.connection())).tasks.find(({name}) => name === 'analyze');
		await until(analyze, task => /without a recorded ANALYZE since \d{4}-/.test(task ? taskText(task) : ''));
		// The pack's search for missing statistics knows no more either.
		const operator = await openOperator(database.connection());
		const made = await operator.plan({action: 'upkeep', names: ['analyze']});
		expect(JSON.stringify(made.checks)).not.toContain('never');
	});
});
