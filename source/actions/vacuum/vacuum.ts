import {bytes, count, plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {
	type ActionTable,
	readActionTable,
	readActionTables,
	readPartitions,
} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {type MaintenanceTarget, tableAgain} from '../tables/same-target.ts';
import {goneChecks, horizonChecks, tableObstacle, waitChecks} from '../tables/table-checks.ts';
import {optionsText, type VacuumOptions} from './vacuum-options.ts';

export type VacuumRequest = {
	readonly action: 'vacuum';
	readonly tables: readonly number[];
	readonly options?: VacuumOptions;
};

/** VACUUM of tables in turn, each by itself: one statement outside a transaction. Of a partitioned one, its partitions. */
export const vacuum: Action<VacuumRequest, MaintenanceTarget> = {
	id: 'vacuum',
	title: 'Vacuum tables',
	async plan(context, {tables: oids, options = {}}) {
		const {reader, server, now} = context;
		const asked = await readActionTables(reader, oids);
		const tables = await withPartitions(context, asked);
		if (tables.length === 0)
			throw new RefusedError('None of these tables is here any more. Refresh the list.');
		const risk = options.full ? 'high' : 'low';
		// Before 15 the statistics come to the collector some time after.
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
				...(await horizonChecks(reader, dead, now)),
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
		if (typeof table === 'string') return table;
		if (!table.mayVacuum) return 'this role may not vacuum it any more';
		return table.vacuumedBy === null ? undefined : `session ${table.vacuumedBy} vacuums it already`;
	},
	async outcome(reader, {target}) {
		if (target.oid === null) return undefined;
		const table = await readActionTable(reader, target.oid);
		if (!table || target.facts === undefined) return undefined;
		const {full, exact, deadTuples, vacuumedAt, tableBytes} = target.facts;
		if (full === true) {
			return table.tableBytes === null || table.tableBytes === tableBytes
				? undefined
				: `it takes ${bytes(table.tableBytes)}, before ${bytes(Number(tableBytes))}`;
		}
		// Passed over with SKIP_LOCKED, of which the server warns, or not begun.
		if (exact !== true || (table.vacuumedAt?.getTime() ?? 0) <= Number(vacuumedAt)) return undefined;
		return `it has ${plural(table.deadTuples, 'dead row')}, before ${count(Number(deadTuples))}`;
	},
};

/** A partitioned table has no rows of its own; a foreign partition can't be vacuumed from here. */
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
	const name = sanitize(table.name);
	const check = (verdict: Check['verdict'], detail: string): Check => ({
		name,
		verdict,
		detail: `${name}: ${detail}`,
	});
	const obstacle = tableObstacle(table, 'vacuum', server);
	const size = table.tableBytes === null ? 'size n/a: it is locked' : bytes(table.tableBytes);
	return [
		...(obstacle === undefined ? [] : [{name, verdict: 'block' as const, detail: obstacle}]),
		check(
			'pass',
			`${size}, ${count(table.deadTuples)} dead rows${table.frozenAge === null ? '' : `, frozen ${plural(table.frozenAge, 'transaction')} ago`}`,
		),
		...(table.vacuumedBy === null
			? []
			: [check('block', `session ${table.vacuumedBy} vacuums it right now. Wait for its end.`)]),
		...(options.full
			? [
					check('warn', 'nobody reads or writes it until the end: ACCESS EXCLUSIVE'),
					check(
						'warn',
						`it is written anew beside the old one, with its ${plural(table.indexes, 'index', 'indexes')}: up to ${bytes((table.tableBytes ?? 0) + (table.indexBytes ?? 0))} more ${table.tablespace === '' ? "on the database's own disk" : `in tablespace ${sanitize(table.tablespace)}`}, and as much WAL. How much is free is n/a: PostgreSQL does not tell. Look there first`,
					),
				]
			: []),
		...(options.truncate && !options.full
			? [
					check(
						'warn',
						'giving back empty pages at its end takes ACCESS EXCLUSIVE for a moment, on standbys too',
					),
				]
			: []),
	];
}
