import {count, plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import type {Action} from '../engine/action.ts';
import {type Check, planId} from '../engine/plan.ts';
import {policyChecks, typedWord} from '../engine/policy.ts';
import {writeChecks} from '../engine/write-default.ts';
import {tableAgain} from './same-target.ts';
import {goneChecks, tableObstacle, waitChecks} from './table-checks.ts';

/** ANALYZE of the tables that are asked for, due or not, in turn. */
export const analyzeTables: Action<'analyze-tables'> = {
	id: 'analyze-tables',
	title: 'Analyze tables',
	async plan({reader, connection, server, permission, now}, {tables: oids}) {
		const tables = await readActionTables(reader, oids);
		const [only] = tables;
		if (!only) throw new RefusedError('None of these tables is here any more. Refresh the list.');
		const id = planId();
		const word = typedWord('low', server);
		return {
			id,
			action: 'analyze-tables',
			title: `ANALYZE ${tables.length === 1 ? sanitise(only.name) : plural(tables.length, 'table')}`,
			risk: 'low',
			server,
			units: tables.map(({oid, name}, index) => ({
				id: `${id}.${index + 1}`,
				title: `ANALYZE ${sanitise(name)}`,
				target: {kind: 'maintenance', of: 'table', oid, name},
				transactional: false,
				statements: [{text: `ANALYZE ${name}`, lock: 'SHARE UPDATE EXCLUSIVE', on: [name], stepsAside: true}],
				record: [],
			})),
			checks: [
				...policyChecks(server, permission),
				...(await writeChecks(connection)),
				...goneChecks(oids.length, tables.length, 'tables'),
				...tables.flatMap((table): Check[] => {
					const obstacle = tableObstacle(table, 'vacuum', server);
					const name = sanitise(table.name);
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
			...(word === undefined ? {} : {typedWord: word}),
			plannedAt: now,
		};
	},
	async verify(reader, {target}) {
		const table = await tableAgain(reader, target);
		if (typeof table === 'string') return table;
		return table.mayVacuum ? undefined : 'this role may not analyze it any more';
	},
};
