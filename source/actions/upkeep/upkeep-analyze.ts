import {analyzeObstacle, obstacleText} from '../../domain/upkeep/rights.ts';
import {count, plural} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readRelations} from '../../queries/tables/relations-by-name.ts';
import {readRawTables, type StaleTable} from '../../queries/upkeep/upkeep.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import type {Check, PlannedStatement} from '../engine/plan.ts';
import {
	blocked,
	noted,
	nothing,
	pass,
	shownName,
	type UpkeepTarget,
	type Work,
	type WorkContext,
	warn,
} from './upkeep-work.ts';

/** Tables of one plan. More than that are for the next one. */
const most = 2000;

/** Gathers the planner's statistics where they are due. */
export const analyzeWork: Work = {
	async plan(context, target) {
		const tables = await readRawTables(context.reader, target !== '', most);
		const chosen = target === '' ? tables : tables.filter(table => shownName(table) === target);
		if (target === '' && chosen.length === 0) {
			return [nothing('The statistics of all tables are as new as their rows ask for.')];
		}
		if (chosen.length === 0) return [];
		const name = target === '' ? 'analyze' : `analyze:${target}`;
		const {statements, checks, refused} = analyzing(chosen, context, name);
		const [first] = refused;
		if (statements.length === 0 && first) return [blocked(name, analyzeObstacle(first, context.server))];
		const note = noted(context, 'analyze', target, {tables: statements.length});
		return [
			{
				unit: {
					title: `Analyze ${target === '' ? plural(statements.length, 'table') : target}`,
					target: {kind: 'upkeep', task: 'analyze', name, of: ''},
					transactional: false,
					statements,
					record: note.statements,
				},
				checks: [...checks, ...note.checks],
				risk: 'low',
			},
		];
	},
	verify: tablesAreThere,
};

/** ANALYZE of each table that this role may: of the others PostgreSQL would only warn, and go on. */
export function analyzing(
	tables: readonly StaleTable[],
	{server}: WorkContext,
	name: string,
): {statements: PlannedStatement[]; checks: Check[]; refused: readonly StaleTable[]} {
	const allowed = tables.filter(({mayAnalyze}) => mayAnalyze);
	const refused = tables.filter(({mayAnalyze}) => !mayAnalyze);
	const unrecorded = allowed.filter(({analyzedAt}) => analyzedAt === null).length;
	const [first] = refused;
	return {
		statements: allowed.map(({quoted}) => ({
			text: `ANALYZE ${quoted}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
			on: [quoted],
			stepsAside: true,
		})),
		checks: [
			...(allowed.length > 0
				? [
						pass(
							name,
							`${plural(allowed.length, 'table')}, of ${count(unrecorded)} no ANALYZE is recorded; reads and writes go on`,
						),
					]
				: []),
			...(first
				? [
						warn(
							name,
							`${plural(refused.length, 'table')} left out, the first of them: ${obstacleText(analyzeObstacle(first, server))}`,
						),
					]
				: []),
		],
		refused,
	};
}

/** A table that is gone would fail in the middle. */
export async function tablesAreThere(
	reader: Reader,
	_target: UpkeepTarget,
	statements: readonly PlannedStatement[],
): Promise<string | undefined> {
	const names = statements.filter(({text}) => text.startsWith('ANALYZE ')).flatMap(({on}) => on);
	const relations = await readRelations(reader, names);
	const gone = names.find(name => relations.get(name)?.there === false);
	return gone === undefined ? undefined : `${sanitise(gone)} is not here any more. Make the plan again.`;
}
