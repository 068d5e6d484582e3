import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss} from '../../postgres/server-error.ts';
import type {DropFacts} from '../../queries/indexes/drop-facts.ts';
import {
	explainGeneric,
	forgetPlans,
	type GenericPlan,
	inPassing,
	readOwnScans,
} from '../../queries/statements/generic-plan.ts';
import type {KnownStatement, PlanPlaces} from '../../queries/statements/statement-plans.ts';

/** For all of them: somebody waits for the plan of the drop. */
const patienceMs = 4000;

type Dropped = {readonly facts: DropFacts};
type PlannedAgain = KnownStatement & {before: GenericPlan; after: GenericPlan | undefined};

/**
Plans statements as they are, and without the indexes where hypopg can hide them: in one transaction that only reads, each
in a savepoint that is rolled back, so that what it locks is free again and one that can't be planned hinders no other.
*/
export async function planAll(
	reader: Reader,
	{hypopg}: PlanPlaces,
	statements: ReadonlyArray<KnownStatement & {parameters: number}>,
	chosen: readonly Dropped[],
	versionNumber: number,
): Promise<{planned: PlannedAgain[]; failed: number; ownScans: ReadonlyMap<number, number>}> {
	const planned: PlannedAgain[] = [];
	let ownScans: ReadonlyMap<number, number> = new Map();
	const deadline = Date.now() + patienceMs;
	const oids = chosen.map(({facts}) => facts.oid);
	await reader.read(sql =>
		sql.begin('read only', async transaction => {
			await transaction`select /* pgdeck */ set_config('statement_timeout', '500', true), set_config('lock_timeout', '100', true),
				set_config('plan_cache_mode', 'force_generic_plan', true)`;
			for (const statement of statements) {
				if (Date.now() > deadline) break;
				const {text, parameters} = statement;
				try {
					const plans = await inPassing(transaction, async inner => {
						const explain = () => explainGeneric(inner, text, parameters, versionNumber, 'VERBOSE, ');
						const before = await explain();
						const used = chosen.filter(({facts}) => before.reads(facts));
						let after: GenericPlan | undefined;
						if (hypopg !== null && used.length > 0) {
							for (const {facts} of used) {
								await inner`select /* pgdeck */ ${inner(hypopg)}.hypopg_hide_index(${facts.oid}::int8::oid)`;
							}
							after = await explain();
							for (const {facts} of used) {
								await inner`select /* pgdeck */ ${inner(hypopg)}.hypopg_unhide_index(${facts.oid}::int8::oid)`;
							}
						}
						return {before, after};
					});
					planned.push({...statement, ...plans});
				} catch (error) {
					if (isConnectionLoss(error)) throw error;
					// Its parameters have no type by themselves, its table is gone, or it takes too long to plan.
					// What is hidden stays so beyond a rollback.
					if (hypopg !== null)
						await transaction`select /* pgdeck */ ${transaction(hypopg)}.hypopg_unhide_all_indexes()`;
				}
			}
			ownScans = await readOwnScans(transaction, oids);
			await forgetPlans(transaction, versionNumber);
			return [];
		}),
	);
	return {planned, failed: statements.length - planned.length, ownScans};
}
