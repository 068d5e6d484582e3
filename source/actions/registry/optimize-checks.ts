import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {ColumnProblem} from '../../migrations/pack/columns.ts';
import type {Comparison} from '../../migrations/pack/comparison.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import type {WantedFact} from '../../migrations/pack/manifest.ts';
import type {Step} from '../../migrations/pack/steps.ts';
import type {PackObjects, PackRights} from '../../queries/registry/pack-objects.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {block, info, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {said} from './words.ts';

/** Whether the role may take these steps. */
export function optimizeRights(
	steps: readonly Step[],
	{relations}: PackObjects,
	rights: PackRights,
	{quotedUser}: ServerIdentity,
): Check[] {
	const checks: Check[] = [];
	const role = quotedUser;
	if (rights.schema !== 'public') checks.push(block(said('search-path')));
	const needed = new Set(steps.flatMap(tablesOf));
	const strange = relations.filter(({name, owned}) => needed.has(name) && !owned);
	for (const owner of new Set(strange.map(relation => relation.owner))) {
		const tables = strange.filter(relation => relation.owner === owner).map(({sqlName}) => sqlName);
		checks.push(block(said('not-owner', {tables, owner, role})));
	}
	const made = steps.flatMap(step => (step.kind === 'parts' ? step.facts : []));
	const whole = steps.some(({kind}) => kind === 'file');
	if ((made.length > 0 || whole) && rights.createInPublic === false && makesNew(steps)) {
		checks.push(block(said('no-create-in-schema', {schema: 'public', role})));
	}
	if (rights.createInMcp === null && makesNew(steps) && !rights.createInDatabase) {
		checks.push(block(said('no-create-schema', {database: rights.database, role})));
	}
	if (rights.createInMcp === false && makesNew(steps)) {
		checks.push(block(said('no-create-in-schema', {schema: 'mcp', role})));
	}
	return checks;
}

/** An index is made in the schema of its table, for which it takes the right to create there as well. */
function makesNew(steps: readonly Step[]): boolean {
	return steps.some(({kind}) => kind === 'file' || kind === 'parts');
}

/** Existing tables that the role has to own. */
function tablesOf(step: Step): readonly string[] {
	switch (step.kind) {
		case 'remove':
		case 'repair':
			return [step.index.table];
		case 'columns':
		case 'fill':
			return [step.relation.name];
		case 'parts':
			return step.facts.flatMap(({table, kind}) => (table === null || kind === 'relation' ? [] : [table]));
		case 'partitioned':
			return step.fact.table === null ? [] : [step.fact.table];
		case 'analyze':
			return step.tables;
		default:
			return [];
	}
}

/** Objects that exist under another name, that differ and stay so, and that are left out because of those. */
export function packRemarks({findings, columns, relations}: Comparison): Check[] {
	const left = new Map<string, string[]>();
	const unmade = new Map<string, string[]>();
	const remarks: Check[] = [];
	for (const {fact, standing} of findings) {
		const name = shortName(fact.name);
		if (standing.state === 'equivalent') {
			remarks.push(pass(said('same-as', {name: sanitize(name), as: sanitize(shortName(standing.as))})));
		}
		if (standing.state === 'different') {
			remarks.push(
				warn(
					said('different', {
						kind: fact.kind === 'relation' ? 'table' : fact.kind,
						name: sanitize(name),
						difference: sanitize(standing.detail),
						advice: advice(fact, relations.get(fact.name)?.kind),
					}),
				),
			);
		}
		if (standing.state === 'others' && standing.missing !== undefined) {
			// Keys one by one: a missing key means rows to look for. There are many of the rest.
			if ('pu'.includes(String(fact.definition.type)))
				remarks.push(warn(said('missing-key', {problem: sanitize(standing.missing)})));
			else if (fact.table !== null)
				unmade.set(fact.table, [...(unmade.get(fact.table) ?? []), constraintName(fact)]);
		}
		if (standing.state === 'left') left.set(standing.reason, [...(left.get(standing.reason) ?? []), name]);
	}
	for (const [table, problems] of columns) {
		remarks.push(...addedRemarks(shortName(table), problems));
		const staying = problems.filter(({add}) => !add);
		if (staying.length === 0) continue;
		const absent = staying.filter(problem => problem.absent).map(({column}) => column);
		const kept = [
			...(absent.length > 0 ? [`it has no ${absent.join(', ')}`] : []),
			...staying.flatMap(problem => (problem.absent ? [] : [problem.sentence])),
		];
		remarks.push(warn(said('table-kept', {table: sanitize(shortName(table)), problems: kept.map(sanitize)})));
	}
	for (const [table, names] of unmade) {
		remarks.push(
			warn(said('missing-constraints', {table: sanitize(shortName(table)), names: names.map(sanitize)})),
		);
	}
	for (const [reason, names] of left) {
		remarks.push(warn(said('left-out', {names: names.map(sanitize), reason: sanitize(reason)})));
	}
	return remarks;
}

/** Values that existing rows will have in added columns. */
function addedRemarks(table: string, problems: readonly ColumnProblem[]): Check[] {
	const added = problems.flatMap(({add}) => add ?? []);
	const unknown = added.filter(({way}) => way === 'nullable' || way === 'from now on').map(({name}) => name);
	const moments = added
		.filter(column => column.way !== 'from now on' && /\bnow\(\)|CURRENT_/.test(column.default ?? ''))
		.map(({name}) => name);
	return [
		...(unknown.length > 0
			? [warn(said('nullable-columns', {table: sanitize(table), columns: unknown.map(sanitize)}))]
			: []),
		...(moments.length > 0
			? [info(said('moment-columns', {table: sanitize(table), columns: moments.map(sanitize)}))]
			: []),
	];
}

function advice({kind, definition}: WantedFact, here: string | undefined): 'migrate' | 'replace' | null {
	// Only files of the pack partition such tables by month; a table of another kind stays.
	if (kind === 'relation' && definition.kind === 'p' && here === 'r') return 'migrate';
	return kind === 'index' || kind === 'relation' ? 'replace' : null;
}

const constraintName = ({name, table}: WantedFact) => name.slice((table ?? '').length + 1);
