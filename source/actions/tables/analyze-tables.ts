import {plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {info} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import {type MaintenanceTarget, tableAgain} from './same-target.ts';
import {goneChecks, obstacleChecks, waitChecks} from './table-checks.ts';
import {tableCheck, tableOutcome} from './words.ts';

export type AnalyzeRequest = {readonly action: 'analyze-tables'; readonly tables: readonly number[]};

/** Runs ANALYZE on each of the tables, whether due or not. */
export const analyzeTables: Action<AnalyzeRequest, MaintenanceTarget> = {
	id: 'analyze-tables',
	title: 'Analyze tables',
	async plan(context, {tables: oids}) {
		const {reader, server} = context;
		const tables = await readActionTables(reader, oids);
		const [only] = tables;
		if (!only) throw new RefusedError('None of these tables exists. Refresh the list.');
		return createPlan(analyzeTables, context, {
			title: `ANALYZE ${tables.length === 1 ? sanitize(only.name) : plural(tables.length, 'table')}`,
			risk: 'low',
			units: tables.map(({oid, name}) => ({
				title: `ANALYZE ${sanitize(name)}`,
				target: {kind: 'maintenance', of: 'table', oid, name},
				transactional: false,
				statements: [
					{
						does: 'analyze',
						text: `ANALYZE ${name}`,
						lock: 'SHARE UPDATE EXCLUSIVE',
						on: [name],
						stepsAside: true,
					},
				],
				record: [],
			})),
			checks: [
				...goneChecks(oids.length, tables.length, 'tables'),
				...tables.flatMap(table => {
					const obstacles = obstacleChecks(table, 'vacuum', server);
					const about = {object: sanitize(table.name), title: 'reads and writes go on'};
					return obstacles.length > 0
						? obstacles
						: [info(tableCheck('analyze-size', {rows: table.rows}), about)];
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
		if ('code' in table) return table;
		return table.mayVacuum ? undefined : tableOutcome('analyze-lost');
	},
};
