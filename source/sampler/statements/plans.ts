import {planShape} from '../../domain/statements/plan-shape.ts';
import type {PlanRow, Plans} from '../../domain/statements/plans.ts';
import {type PlanProblem, planProblem, statementsAbsence} from '../../domain/statements/words.ts';
import {namesOf, type StatementNames} from '../../migrations/parse/explainable.ts';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {explainGeneric, forgetPlans, inPassing} from '../../queries/statements/generic-plan.ts';
import {readPlanPlaces} from '../../queries/statements/statement-plans.ts';
import {
	type PlanHazard,
	readPlanHazards,
	readTopStatements,
	type TopStatement,
} from '../../queries/statements/top-statements.ts';
import {sanitize, sanitizeDeep} from '../../terminal/sanitize.ts';
import {createPace} from '../engine/pace.ts';
import {type Topic, Unsupported} from '../engine/topic.ts';

/** Rarely: plans change with statistics, indexes and server parameters, and each reading plans twenty statements. */
const everyMs = 600_000;

/** The query plans of the statements with the most execution time, by EXPLAIN without running them. */
export function plansTopic(): Topic<'plans'> {
	const pace = createPace<Plans | Unsupported>({minimumMs: everyMs, share: 0.0005});
	let turn = 0;
	return {
		id: 'plans',
		connection: 'analytics',
		unseenMs: everyMs,
		onlyWanted: true,
		forget: () => void turn++,
		grant: ({server}) => `GRANT pg_read_all_stats TO ${server.quotedUser}`,
		async read({apart, now, server, capabilities}) {
			const key = `${turn} ${capabilities.extensions.includes('pg_stat_statements')}`;
			const {value} = await pace(key, now, apart, async reader => {
				const {statements: schema} = await readPlanPlaces(reader);
				if (schema === null) {
					return new Unsupported(
						statementsAbsence('no-extension'),
						'Run: CREATE EXTENSION pg_stat_statements;',
					);
				}
				// Through a pooler, prepared statements may stay behind on a connection of other clients.
				if (reader.pooled && server.versionNumber < 160_000) {
					return new Unsupported(statementsAbsence('pooler'));
				}
				const rows = await planTopStatements(reader, schema, server.versionNumber);
				return {plannedAt: now, databaseId: server.databaseOid, method: planMethod, rows};
			});
			return value;
		},
	};
}

/** The number of statements to plan. */
const most = 20;
/** For all of them together: other queries wait for the connection meanwhile. */
const patienceMs = 1500;
const longestText = 1000;

export const planMethod =
	'EXPLAIN with a generic plan, in a read-only transaction, with the search_path and privileges of pgdeck. Statements are not run. Planning a join probes its indexes, which counts as index scans unless pgdeck is superuser';

/** Plans the statements with the most execution time: a plan for each, or why there is none. */
async function planTopStatements(reader: Reader, schema: string, versionNumber: number): Promise<PlanRow[]> {
	const statements = await readTopStatements(reader, schema, most);
	const named = await Promise.all(
		statements.map(async statement => ({statement, names: await namesOf(statement.text)})),
	);
	const able = named.flatMap(({names}) => (typeof names === 'string' ? [] : [names]));
	const all = (kind: 'functions' | 'operators' | 'types' | 'relations') => [
		...new Set(able.flatMap(names => names[kind])),
	];
	const hazards = await readPlanHazards(reader, {
		functions: all('functions'),
		operators: all('operators'),
		types: all('types'),
		relations: all('relations'),
	});
	const obstacles = named.map(({names}) => obstacleOf(names, hazards));
	const planned = await planAll(
		reader,
		named.map(({statement, names}, index) => ({
			statement,
			parameters: typeof names === 'string' ? 0 : names.parameters,
			obstacle: obstacles[index],
		})),
		versionNumber,
	);
	return planned;
}

/**
Planning runs unasked here, so only safe statements are planned: one query on tables, without functions, operators or types
of users other than superusers.
*/
function obstacleOf(
	names: StatementNames | 'unknown' | 'utility',
	hazards: readonly PlanHazard[],
): PlanProblem | undefined {
	if (names === 'unknown') return planProblem('not-parsed');
	if (names === 'utility') return planProblem('utility');
	if (names.outside) return planProblem('qualified-name');
	const lists: Readonly<Record<PlanHazard['kind'], readonly string[]>> = {
		function: names.functions,
		operator: names.operators,
		type: names.types,
		relation: names.relations,
		'row-security': names.relations,
		expression: names.relations,
	};
	const hazard = hazards.find(({kind, name}) => lists[kind].includes(name));
	if (!hazard) return undefined;
	const name = sanitize(hazard.name);
	switch (hazard.kind) {
		case 'relation':
			return planProblem('view', {name});
		case 'row-security':
			return planProblem('row-security', {name});
		case 'expression':
			return planProblem('user-expression', {name});
		default:
			return planProblem('user-object', {kind: hazard.kind, name});
	}
}

type Wanted = {
	readonly statement: TopStatement;
	readonly parameters: number;
	readonly obstacle: PlanProblem | undefined;
};

async function planAll(reader: Reader, wanted: readonly Wanted[], versionNumber: number): Promise<PlanRow[]> {
	const rows: PlanRow[] = [];
	const deadline = Date.now() + patienceMs;
	await reader.read(sql =>
		sql.begin('read only', async transaction => {
			await transaction`select /* pgdeck */ set_config('statement_timeout', '300', true), set_config('lock_timeout', '50', true),
				set_config('plan_cache_mode', 'force_generic_plan', true), set_config('standard_conforming_strings', 'on', true)`;
			// Planning a join probes the ends of its indexes, which counts as scans: an unused index must not look used
			// because of that. Only a superuser can turn the counting off.
			await transaction`select /* pgdeck */ set_config('track_counts', 'off', true)
				where current_setting('is_superuser') = 'on'`;
			for (const {statement, parameters, obstacle} of wanted) {
				const unplanned = (unknown: PlanProblem) => rows.push(rowOf(statement, undefined, unknown));
				if (obstacle !== undefined) {
					unplanned(obstacle);
					continue;
				}
				if (Date.now() > deadline) {
					unplanned(planProblem('out-of-time', {limitMs: patienceMs}));
					continue;
				}
				try {
					const {root} = await inPassing(transaction, own =>
						explainGeneric(own, statement.text, parameters, versionNumber),
					);
					rows.push(rowOf(statement, root, null));
				} catch (error) {
					if (isConnectionLoss(error)) throw error;
					unplanned(problemOf(error));
				}
			}
			await forgetPlans(transaction, versionNumber);
			return [];
		}),
	);
	return rows;
}

function rowOf({queryId, text, calls}: TopStatement, root: unknown, unknown: PlanProblem | null): PlanRow {
	const plan = root === undefined ? undefined : planShape(sanitizeDeep(root));
	return {
		queryId,
		text: sanitize(text).slice(0, longestText),
		calls,
		shape: plan?.shape ?? null,
		lines: plan?.lines ?? null,
		unknown,
	};
}

function problemOf(error: unknown): PlanProblem {
	const serverError = toServerError(error);
	// 42P01 undefined_table, 42883 undefined_function, 42704 undefined_object
	const searchPath = ['42P01', '42883', '42704'].includes(serverError.code);
	return planProblem(searchPath ? 'name-not-found' : 'failed', {
		message: sanitize(describeError(serverError)),
		sqlState: serverError.code,
	});
}
