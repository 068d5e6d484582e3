import {count, plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';
import {type MaintenanceTarget, tableAgain} from './same-target.ts';
import {goneChecks, tableObstacle, waitChecks} from './table-checks.ts';

export type AnalyzeRequest = {readonly action: 'analyze-tables'; readonly tables: readonly number[]};

/** ANALYZE of the tables that are asked for, due or not, in turn. */
export const analyzeTables: Action<AnalyzeRequest, MaintenanceTarget> = {
	id: 'analyze-tables',
	title: 'Analyze tables',
	async plan(context, {tables: oids}) {
		const {reader, server} = context;
		const tables = await readActionTables(reader, oids);
		const [only] = tables;
		if (!only) throw new RefusedError('None of these tables is here any more. Refresh the list.');
		return createPlan(analyzeTables, context, {
			title: `ANALYZE ${tables.length === 1 ? sanitize(only.name) : plural(tables.length, 'table')}`,
			risk: 'low',
			units: tables.map(({oid, name}) => ({
				title: `ANALYZE ${sanitize(name)}`,
				target: {kind: 'maintenance', of: 'table', oid, name},
				transactional: false,
				statements: [{text: `ANALYZE ${name}`, lock: 'SHARE UPDATE EXCLUSIVE', on: [name], stepsAside: true}],
				record: [],
			})),
			checks: [
				...goneChecks(oids.length, tables.length, 'tables'),
				...tables.flatMap((table): Check[] => {
					const obstacle = tableObstacle(table, 'vacuum', server);
					const name = sanitize(table.name);
					return obstacle === undefined
						? [
								{
									name,
									verdict: 'pass',
									detail: `${name}: ${table.rows === null ? 'never counted' : `about ${count(table.rows)} rows`}; reads and writes go on`,
								},
							]
						: [{name, verdict: 'block', detail: obstacle}];
				}),
				...(await waitChecks(
					reader,
					tables.map(({oid}) => oid),
					'SHARE UPDATE EXCLUSIVE',
				)),
			],
		});
	},
	async verify(reader, {target}) {
		const table = await tableAgain(reader, target);
		if (typeof table === 'string') return table;
		return table.mayVacuum ? undefined : 'this role may not analyze it any more';
	},
};
