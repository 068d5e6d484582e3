import {planShape} from '../../domain/statements/plan-shape.ts';
import type {PlanRow} from '../../domain/statements/plans.ts';
import {namesOf, type StatementNames} from '../../migrations/parse/explainable.ts';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {explainGeneric, forgetPlans, inPassing} from '../../queries/statements/generic-plan.ts';
import {
	type PlanHazard,
	readPlanHazards,
	readTopStatements,
	type TopStatement,
} from '../../queries/statements/top-statements.ts';
import {sanitize, sanitizeDeep} from '../../terminal/sanitize.ts';

/** Statements that are planned. */
const most = 20;
/** For all of them: other questions wait for the connection meanwhile. */
const patienceMs = 1500;
const longestText = 1000;

export const planMethod =
	'EXPLAIN for any value of the parameters, read only and never run; with the search_path and rights of pgdeck. To plan a join the server looks into its indexes and, unless pgdeck is superuser, counts that as scans';

/** What is planned of the statements that take the most time, one row each: a plan, or why there is none. */
export async function planTopStatements(
	reader: Reader,
	schema: string,
	versionNumber: number,
): Promise<PlanRow[]> {
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
Nobody has asked for these plans, so that only what is safe is planned: one query that calls nothing but what PostgreSQL
or a superuser brings, of tables alone.
*/
function obstacleOf(
	names: StatementNames | 'unknown' | 'utility',
	hazards: readonly PlanHazard[],
): string | undefined {
	if (names === 'unknown') return 'it is no statement that the parser understands';
	if (names === 'utility') return 'it is no statement that has a plan';
	if (names.outside) return 'it names a function, an operator or a type of a schema of its own';
	const lists: Readonly<Record<string, readonly string[]>> = {
		function: names.functions,
		operator: names.operators,
		type: names.types,
		relation: names.relations,
		'row level security': names.relations,
		expression: names.relations,
	};
	const hazard = hazards.find(({kind, name}) => lists[kind]?.includes(name));
	if (!hazard) return undefined;
	const name = sanitize(hazard.name);
	switch (hazard.kind) {
		case 'relation':
			return `${name} may be a view or a foreign table: planning would go to what is behind it`;
		case 'row level security':
			return `${name} may have row level security: planning would run its policies`;
		case 'expression':
			return `an index, a constraint or a default of ${name} calls what somebody has made: planning could run it`;
		default:
			return `the ${hazard.kind} ${name} may be one that somebody has made: planning could run it`;
	}
}

type Wanted = {
	readonly statement: TopStatement;
	readonly parameters: number;
	readonly obstacle: string | undefined;
};

async function planAll(reader: Reader, wanted: readonly Wanted[], versionNumber: number): Promise<PlanRow[]> {
	const rows: PlanRow[] = [];
	const deadline = Date.now() + patienceMs;
	await reader.read(sql =>
		sql.begin('read only', async transaction => {
			await transaction`select /* pgdeck */ set_config('statement_timeout', '300', true), set_config('lock_timeout', '50', true),
				set_config('plan_cache_mode', 'force_generic_plan', true), set_config('standard_conforming_strings', 'on', true)`;
			// To plan a join the server looks for the ends of its indexes, and counts that as scans: an index that nobody else
			// uses must not seem to be in use by this. Only a superuser may have it count nothing.
			await transaction`select /* pgdeck */ set_config('track_counts', 'off', true)
				where current_setting('is_superuser') = 'on'`;
			for (const {statement, parameters, obstacle} of wanted) {
				const unplanned = (unknown: string) => rows.push(rowOf(statement, undefined, unknown));
				if (obstacle !== undefined) {
					unplanned(obstacle);
					continue;
				}
				if (Date.now() > deadline) {
					unplanned(`it was not its turn: the ones before it took longer than ${patienceMs} ms to plan`);
					continue;
				}
				try {
					const {root} = await inPassing(transaction, own =>
						explainGeneric(own, statement.text, parameters, versionNumber),
					);
					rows.push(rowOf(statement, root, null));
				} catch (error) {
					if (isConnectionLoss(error)) throw error;
					unplanned(reasonOf(error));
				}
			}
			await forgetPlans(transaction, versionNumber);
			return [];
		}),
	);
	return rows;
}

function rowOf({queryId, text, calls}: TopStatement, root: unknown, unknown: string | null): PlanRow {
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

function reasonOf(error: unknown): string {
	const serverError = toServerError(error);
	const why = sanitize(describeError(serverError));
	// 42P01 undefined_table, 42883 undefined_function, 42704 undefined_object
	return ['42P01', '42883', '42704'].includes(serverError.code)
		? `${why} It may be found with the search_path of whoever runs it`
		: why;
}
