import {identifier} from '../../format/identifier.ts';
import {bytes, plural} from '../../format/quantities.ts';
import {NothingToDo} from '../../postgres/errors.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {readActionTable, readPartitions} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, PlannedStatement, UnitDraft} from '../engine/plan.ts';
import type {MaintenanceTarget} from '../tables/same-target.ts';
import {obstacleChecks, waitChecks} from '../tables/table-checks.ts';
import {corrupting} from './build-checks.ts';
import {dropping} from './dropping.ts';
import {partitionedBuild} from './partitioned-build.ts';
import {freeName, suggested, type Wanted, wantedBy} from './wanted-indexes.ts';

export type CreateIndexRequest = {
	readonly action: 'create-index';
	readonly definitions?: readonly string[];
	/** The indexes that foreign keys of these tables need and do not have, or of all tables. */
	readonly foreignKeysOf?: readonly number[] | 'all';
	/** The same for single constraints. */
	readonly foreignKeys?: readonly number[];
};

/**
Builds indexes CONCURRENTLY: by definitions of one's own, or those that foreign keys lack. Each gets its name before it
is built, so that what is left of a build that fails is found, and dropped.
*/
export const createIndex: Action<CreateIndexRequest, MaintenanceTarget> = {
	id: 'create-index',
	title: 'Build an index',
	async plan(context, {definitions = [], foreignKeysOf, foreignKeys}) {
		const {reader, server} = context;
		const wanted = [
			...(await Promise.all(definitions.map(text => wantedBy(reader, text)))),
			...(foreignKeysOf === undefined ? [] : await suggested(reader, foreignKeysOf)),
			...(foreignKeys === undefined ? [] : await suggested(reader, 'all', foreignKeys)),
		];
		if (wanted.length === 0) {
			throw new NothingToDo(
				foreignKeys === undefined
					? 'Every foreign key here has an index.'
					: 'It has an index by now, or is not here any more.',
			);
		}
		const taken = new Set<string>();
		const units: Array<UnitDraft<MaintenanceTarget>> = [];
		const checks: Check[] = [];
		for (const item of wanted) {
			const planned = await planOne(item, taken, context);
			units.push(planned.unit);
			checks.push(...planned.checks);
		}
		const [only] = units;
		return createPlan(createIndex, context, {
			title: units.length === 1 && only ? only.title : `Build ${plural(units.length, 'index', 'indexes')}`,
			risk: 'low',
			units,
			checks: [
				...corrupting(server),
				...checks,
				// Besides these it waits for every transaction that is older than each of its scans.
				...(await waitChecks(reader, [...new Set(wanted.map(({table}) => table.oid))], 'SHARE')),
			],
		});
	},
	async verify(reader, {target, statements}) {
		const table = await readActionTable(reader, Number(target.facts?.tableOid));
		if (!table) return 'its table is not here any more';
		if (table.name !== target.facts?.table) return `its table is called ${sanitize(table.name)} now`;
		if (!table.owned) return 'this role does not own its table any more';
		for (const {text, buildsIndex} of statements) {
			const there = buildsIndex === undefined ? undefined : await readIndexByName(reader, buildsIndex);
			if (text.startsWith('CREATE') && there)
				return `there is an index ${sanitize(buildsIndex ?? '')} already`;
		}
		return undefined;
	},
	async cleanUp(reader, {statements}, code) {
		// Somebody else's of the same name.
		if (code === '42P07') return [];
		const left: PlannedStatement[] = [];
		for (const {text, buildsIndex, on} of statements) {
			if (buildsIndex === undefined || !text.startsWith('CREATE')) continue;
			const there = await readIndexByName(reader, buildsIndex);
			if (there?.valid === false) left.push(dropping(buildsIndex, on[0] ?? ''));
		}
		return left;
	},
	async outcome(reader, {target, statements}) {
		const names = [...statements.flatMap(({buildsIndex}) => buildsIndex ?? []), target.name];
		for (const name of names) {
			const there = await readIndexByName(reader, name);
			if (there?.valid === false) {
				return `the index ${sanitize(name)} is INVALID: no query uses it, writes may pay for it. Run this again, or drop it: DROP INDEX CONCURRENTLY ${sanitize(name)}`;
			}
		}
		return undefined;
	},
};

async function planOne(
	{definition, table, of}: Wanted,
	taken: Set<string>,
	{reader, server}: PlanContext,
): Promise<{unit: UnitDraft<MaintenanceTarget>; checks: Check[]}> {
	const name = await freeName(reader, definition, table, taken);
	const qualified = `${table.schema}.${identifier(name)}`;
	const shown = sanitize(qualified);
	const there = await readIndexByName(reader, qualified);
	const partitioned = table.kind === 'p';
	const kind = definition.unique ? 'UNIQUE INDEX' : 'INDEX';
	const statements: PlannedStatement[] = partitioned
		? await partitionedBuild(reader, table, definition, identifier(name))
		: [
				{
					text: `CREATE ${kind} CONCURRENTLY ${identifier(name)} ON ${table.name} ${definition.rest}`,
					lock: 'SHARE UPDATE EXCLUSIVE',
					on: [table.name],
					buildsIndex: qualified,
				},
			];
	const foreign = partitioned ? (await readPartitions(reader, table.oid)).some(item => item.foreign) : false;
	const check = (verdict: Check['verdict'], detail: string): Check => ({name: shown, verdict, detail});
	return {
		unit: {
			title: `Build index ${shown}${partitioned ? ' on each partition' : ''} of ${sanitize(table.name)}`,
			target: {
				kind: 'maintenance',
				of: 'index',
				oid: null,
				name: qualified,
				facts: {tableOid: table.oid, table: table.name},
			},
			transactional: false,
			statements,
			record: [],
			undo: [partitioned ? `DROP INDEX ${qualified}` : dropping(qualified, table.name).text],
		},
		checks: [
			...obstacleChecks(table, 'own', server),
			...(table.mayCreate
				? []
				: [
						check(
							'block',
							`this role may not create in the schema ${sanitize(table.schema)}. To allow it, its owner runs: GRANT CREATE ON SCHEMA ${sanitize(table.schema)} TO ${sanitize(server.quotedUser)};`,
						),
					]),
			...(foreign
				? [
						check(
							'block',
							`${sanitize(table.name)} has a foreign table among its partitions, which can't be indexed from here`,
						),
					]
				: []),
			...(there && !(partitioned && !there.valid)
				? [
						check(
							'block',
							there.valid
								? `there is an index ${shown} already. Give another name.`
								: `an INVALID index ${shown} is left of a build that failed. Rebuild it: pgdeck indexes rebuild, or drop it first.`,
						),
					]
				: []),
			...(of
				? [
						check(
							'pass',
							`the foreign key ${sanitize(of.constraint)} to ${sanitize(of.references)} has none: deletes there scan ${sanitize(of.quotedTable)}`,
						),
					]
				: []),
			check(
				'pass',
				`it reads ${table.tableBytes === null ? 'a table whose size is n/a: it is locked' : bytes(table.tableBytes)} twice; reads and writes go on, and each write pays for it from then on`,
			),
		],
	};
}
