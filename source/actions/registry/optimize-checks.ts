import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import type {ColumnProblem} from '../../migrations/pack/columns.ts';
import type {Comparison} from '../../migrations/pack/comparison.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import type {WantedFact} from '../../migrations/pack/manifest.ts';
import type {Step} from '../../migrations/pack/steps.ts';
import type {PackReason} from '../../migrations/pack/words.ts';
import type {PackObjects, PackRights} from '../../queries/registry/pack-objects.ts';
import {sanitize, sanitizeDeep} from '../../terminal/sanitize.ts';
import {block as blocks, info, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {said} from './words.ts';

/** Privileges that these steps require. */
export function optimizeRights(
	steps: readonly Step[],
	{relations}: PackObjects,
	rights: PackRights,
	{quotedUser}: ServerIdentity,
): Check[] {
	const checks: Check[] = [];
	const block = (why: Coded) => checks.push(blocks(safe(why)));
	const role = quotedUser;
	if (rights.schema !== 'public') block(said('search-path'));
	const needed = new Set(steps.flatMap(tablesOf));
	const strange = relations.filter(({name, owned}) => needed.has(name) && !owned);
	for (const owner of new Set(strange.map(relation => relation.owner))) {
		const tables = strange.filter(relation => relation.owner === owner).map(({sqlName}) => sqlName);
		block(said('not-owner', {tables, owner, role}));
	}
	if (!makesNew(steps)) return checks;
	const made = steps.some(step => step.kind === 'file' || (step.kind === 'parts' && step.facts.length > 0));
	if (made && rights.createInPublic === false) block(said('no-create-right', {schema: 'public', role}));
	if (rights.createInMcp === null && !rights.createInDatabase) {
		block(said('no-schema-right', {database: rights.database, role}));
	}
	if (rights.createInMcp === false) block(said('no-create-right', {schema: 'mcp', role}));
	return checks;
}

/** Steps that create objects. An index too requires CREATE in the schema of its table. */
function makesNew(steps: readonly Step[]): boolean {
	return steps.some(({kind}) => kind === 'file' || kind === 'parts');
}

/** Existing tables that the role must own. */
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

/** Objects under another name, objects that differ and stay, and objects that are skipped for that. */
export function packRemarks({findings, columns, relations}: Comparison): Check[] {
	const skipped = new Map<string, {reason: PackReason; names: string[]}>();
	const notAdded = new Map<string, string[]>();
	const remarks: Check[] = [];
	for (const {fact, standing} of findings) {
		const name = shortName(fact.name);
		const object = `${fact.kind === 'relation' ? 'table' : fact.kind} ${name}`;
		if (standing.state === 'equivalent') {
			remarks.push(pass(safe(said('equivalent', {name: shortName(standing.as)})), about(name)));
		}
		if (standing.state === 'different') {
			const next = adviceFor(fact, relations.get(fact.name)?.kind);
			remarks.push(warn(safe(said('different', {difference: standing.reason.text, next})), about(object)));
		}
		if (standing.state === 'others' && standing.missing !== undefined) {
			// Keys one by one, since duplicates have to be found; other constraints are many.
			if (standing.missing.code === 'key-not-added') remarks.push(warn(safe(standing.missing)));
			else if (fact.table !== null)
				notAdded.set(fact.table, [...(notAdded.get(fact.table) ?? []), constraintName(fact)]);
		}
		if (standing.state === 'left') {
			const {reason} = standing;
			const key = JSON.stringify([reason.code, reason.facts]);
			skipped.set(key, {reason, names: [...(skipped.get(key)?.names ?? []), name]});
		}
	}
	for (const [table, problems] of columns) {
		remarks.push(...addedRemarks(shortName(table), problems));
		const staying = problems.filter(({add}) => !add);
		if (staying.length === 0) continue;
		const absent = staying.filter(problem => problem.absent).map(({column}) => column);
		const differences = staying.flatMap(problem => (problem.absent ? [] : [problem.reason.text]));
		remarks.push(
			warn(safe(said('different-columns', {absent, differences})), about(`table ${shortName(table)}`)),
		);
	}
	for (const [table, names] of notAdded) {
		remarks.push(warn(safe(said('constraints-not-added', {names})), about(`table ${shortName(table)}`)));
	}
	for (const {reason, names} of skipped.values()) {
		remarks.push(warn(safe(said('skipped', {names, reason: reason.text}))));
	}
	return remarks;
}

/** The values of existing rows in added columns. */
function addedRemarks(table: string, problems: readonly ColumnProblem[]): Check[] {
	const added = problems.flatMap(({add}) => add ?? []);
	const unknown = added.filter(({way}) => way === 'nullable' || way === 'new-rows').map(({name}) => name);
	const moments = added
		.filter(column => column.way !== 'new-rows' && /\bnow\(\)|CURRENT_/.test(column.default ?? ''))
		.map(({name}) => name);
	return [
		...(unknown.length > 0 ? [warn(safe(said('added-nullable', {columns: unknown})), about(table))] : []),
		...(moments.length > 0 ? [info(safe(said('added-now', {columns: moments})), about(table))] : []),
	];
}

function adviceFor({kind, definition}: WantedFact, here: string | undefined) {
	// Files of the pack partition plain tables by month; other kinds of relations they can't replace.
	if (kind === 'relation' && definition.kind === 'p' && here === 'r') return 'migrate-up';
	return kind === 'index' || kind === 'relation' ? 'replace' : 'none';
}

const constraintName = ({name, table}: WantedFact) => name.slice((table ?? '').length + 1);

/** Names come from the server unsanitized. */
const safe = (why: Coded): Coded => sanitizeDeep(why) as Coded;
const about = (object: string) => ({object: sanitize(object)});
