import {describe, expect, it} from 'vitest';
import type {Plan} from '../../source/actions/engine/plan.ts';
import {packSet} from '../../source/migrations/set.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {makeOthersRegistry} from '../helpers/others-registry.ts';
import {openOperator} from '../helpers/scenario-actions.ts';

const unknownOf = ({units}: Plan) =>
	units.flatMap(({statements}) => statements.filter(({lock}) => lock === 'unknown').map(({text}) => text));

describe.each(versions)('an action plan of the pack on PostgreSQL %d', async version => {
	it('lists the locks of each statement, up and down', async () => {
		const database = await createDatabase(version);
		const operator = await openOperator(database.connection(), {migrations: packSet()});
		const plan = await operator.plan({action: 'apply-migrations', which: 'all'});
		expect(unknownOf(plan)).toEqual([]);
		await operator.run(plan);
		for (let left = plan.units.length - 1; left > 0; left--) {
			const back = await operator.plan({action: 'roll-back-migration'});
			expect([back.units[0]?.title, unknownOf(back)]).toEqual([expect.stringMatching(/^Roll back /), []]);
			expect(await operator.run(back)).toMatchObject({status: 'done'});
		}
	});

	it("lists the locks of each statement that optimizes another tool's registry", async () => {
		const database = await createDatabase(version);
		await makeOthersRegistry(database);
		const operator = await openOperator(database.connection());
		expect(unknownOf(await operator.plan({action: 'optimize'}))).toEqual([]);
	});
});
