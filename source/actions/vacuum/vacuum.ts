import {plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {
	type ActionTable,
	readActionTable,
	readActionTables,
	readPartitions,
} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {block, info, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {type MaintenanceTarget, tableAgain} from '../tables/same-target.ts';
import {goneChecks, horizonChecks, obstacleChecks, waitChecks} from '../tables/table-checks.ts';
import {optionsText, type VacuumOptions} from './vacuum-options.ts';
import {vacuumCheck, vacuumOutcome} from './words.ts';

export type VacuumRequest = {
	readonly action: 'vacuum';
	readonly tables: readonly number[];
	readonly options?: VacuumOptions;
};

/** Vacuums tables one by one, each with a statement of its own outside a transaction; of a partitioned table its partitions. */
export const vacuum: Action<VacuumRequest, MaintenanceTarget> = {
	id: 'vacuum',
	title: 'Vacuum tables',
	async plan(context, {tables: oids, options = {}}) {
		const {reader, server, now} = context;
		const asked = await readActionTables(reader, oids);
		const tables = await withPartitions(context, asked);
		if (tables.length === 0) throw new RefusedError('None of these tables exists. Refresh the list.');
		const risk = options.full ? 'high' : 'low';
		// Before 15 the statistics collector gets the counts with a delay.
		const exact = server.versionNumber >= 150_000;
		const [only] = tables;
		const dead = tables.reduce((sum, {deadTuples}) => sum + deadTuples, 0);
		const shown = tables.length === 1 && only ? sanitize(only.name) : undefined;
		const full = options.full ? 'VACUUM FULL' : 'VACUUM';
		return createPlan(vacuum, context, {
			title: `${full} ${shown ?? plural(tables.length, 'table')}`,
			risk,
			// Nobody reads or writes it meanwhile: confirmed by its name, in production by the database's.
			...(options.full && !server.production ? {typedWord: shown ?? server.database} : {}),
			units: tables.map(table => unit(table, options, exact)),
			checks: [
				...goneChecks(oids.length, asked.length, 'tables'),
				...(await horizonChecks(reader, dead, server, now)),
				...tables.flatMap(table => tableCheck(table, options, context)),
				...(await waitChecks(
					reader,
					tables.map(({oid}) => oid),
					options.full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE',
				)),
			],
		});
	},
	async verify(reader, {target}) {
		const table = await tableAgain(reader, target);
		if ('code' in table) return table;
		if (!table.mayVacuum) return vacuumOutcome('vacuum-lost');
		return table.vacuumedBy === null ? undefined : vacuumOutcome('running', {pid: table.vacuumedBy});
	},
	async outcome(reader, {target}) {
		if (target.oid === null) return undefined;
		const table = await readActionTable(reader, target.oid);
		if (!table || target.facts === undefined) return undefined;
		const {full, exact, deadTuples, vacuumedAt, tableBytes} = target.facts;
		if (full === true) {
			return table.tableBytes === null || table.tableBytes === tableBytes
				? undefined
				: vacuumOutcome('size', {sizeBytes: table.tableBytes, beforeBytes: Number(tableBytes)});
		}
		// Skipped with SKIP_LOCKED, which the server reports, or not started.
		if (exact !== true || (table.vacuumedAt?.getTime() ?? 0) <= Number(vacuumedAt)) return undefined;
		return vacuumOutcome('dead-rows', {deadTuples: table.deadTuples, before: Number(deadTuples)});
	},
};

/** A partitioned table has no rows of its own; foreign partitions can't be vacuumed. */
async function withPartitions({reader}: PlanContext, tables: readonly ActionTable[]): Promise<ActionTable[]> {
	const all = new Map<number, ActionTable>();
	for (const table of tables) {
		const below = table.kind === 'p' ? await readPartitions(reader, table.oid) : [];
		const leaves = below.filter(({leaf, foreign}) => leaf && !foreign).map(({oid}) => oid);
		const found = table.kind === 'p' ? await readActionTables(reader, leaves) : [table];
		for (const item of found) all.set(item.oid, item);
	}
	return [...all.values()];
}

function unit(table: ActionTable, options: VacuumOptions, exact: boolean): UnitDraft<MaintenanceTarget> {
	const {oid, name, deadTuples, vacuumedAt, tableBytes} = table;
	return {
		title: `${options.full ? 'VACUUM FULL' : 'VACUUM'} ${sanitize(name)}`,
		target: {
			kind: 'maintenance',
			of: 'table',
			oid,
			name,
			facts: {
				deadTuples,
				tableBytes,
				vacuumedAt: vacuumedAt?.getTime() ?? 0,
				full: options.full === true,
				exact,
			},
		},
		transactional: false,
		statements: [
			{
				does: 'vacuum',
				text: `VACUUM (${optionsText(options)}) ${name}`,
				lock: options.full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE',
				on: [name],
				stepsAside: true,
			},
		],
		record: [],
	};
}

function tableCheck(table: ActionTable, options: VacuumOptions, {server}: PlanContext): Check[] {
	const about = {object: sanitize(table.name)};
	const {tableBytes, indexBytes, indexes, deadTuples, frozenAge, vacuumedBy, tablespace} = table;
	const {full = false, truncate = false} = options;
	return [
		...obstacleChecks(table, 'vacuum', server),
		info(vacuumCheck('size', {sizeBytes: tableBytes, deadTuples, frozenAge}), about),
		...(vacuumedBy === null ? [] : [block(vacuumCheck('running', {pid: vacuumedBy}), about)]),
		...(full
			? [
					warn(vacuumCheck('full-lock'), about),
					warn(
						vacuumCheck('full-space', {
							sizeBytes: (tableBytes ?? 0) + (indexBytes ?? 0),
							indexes,
							tablespace: tablespace === '' ? null : sanitize(tablespace),
						}),
						{...about, title: 'requires free space'},
					),
				]
			: []),
		...(truncate && !full ? [warn(vacuumCheck('truncate-lock'), about)] : []),
	];
}
