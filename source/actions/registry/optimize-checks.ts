import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {ColumnProblem} from '../../migrations/pack/columns.ts';
import type {Comparison} from '../../migrations/pack/comparison.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import type {WantedFact} from '../../migrations/pack/manifest.ts';
import type {Step} from '../../migrations/pack/steps.ts';
import type {PackObjects, PackRights} from '../../queries/registry/pack-objects.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';

/** Whether the role may take these steps. */
export function optimizeRights(
	steps: readonly Step[],
	{relations}: PackObjects,
	rights: PackRights,
	{quotedUser}: ServerIdentity,
): Check[] {
	const checks: Check[] = [];
	const block = (detail: string) => checks.push({name: 'rights', verdict: 'block', detail});
	if (rights.schema !== 'public') {
		block(
			`the pack's tables belong into the schema public, and this connection's search_path does not begin with it. Connect with options='-c search_path=public'`,
		);
	}
	const needed = new Set(steps.flatMap(tablesOf));
	const strange = relations.filter(({name, owned}) => needed.has(name) && !owned);
	for (const owner of new Set(strange.map(relation => relation.owner))) {
		const names = strange.filter(relation => relation.owner === owner).map(({sqlName}) => sqlName);
		block(
			`this role does not own ${names.join(', ')}. Connect as ${owner} or a superuser, or have one of them run: GRANT ${owner} TO ${quotedUser};`,
		);
	}
	const made = steps.flatMap(step => (step.kind === 'parts' ? step.facts : []));
	const whole = steps.some(({kind}) => kind === 'file');
	if ((made.length > 0 || whole) && rights.createInPublic === false && makesNew(steps)) {
		block(
			`this role may not create in the schema public. To allow it, its owner runs: GRANT CREATE ON SCHEMA public TO ${quotedUser};`,
		);
	}
	if (rights.createInMcp === null && makesNew(steps) && !rights.createInDatabase) {
		block(
			`this role may not create schemas here. To allow it, the owner of the database runs: GRANT CREATE ON DATABASE ${rights.database} TO ${quotedUser};`,
		);
	}
	if (rights.createInMcp === false && makesNew(steps)) {
		block(
			`this role may not create in the schema mcp. To allow it, its owner runs: GRANT CREATE ON SCHEMA mcp TO ${quotedUser};`,
		);
	}
	return checks;
}

/** An index is made in the schema of its table, for which it takes the right to create there as well. */
function makesNew(steps: readonly Step[]): boolean {
	return steps.some(({kind}) => kind === 'file' || kind === 'parts');
}

/** Tables that are there and have to be the role's own. */
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

/** What is there under another name, what is otherwise and stays so, and what is left out for that. */
export function packRemarks({findings, columns, relations}: Comparison): Check[] {
	const left = new Map<string, string[]>();
	const unmade = new Map<string, string[]>();
	const remarks: Check[] = [];
	for (const {fact, standing} of findings) {
		const name = shortName(fact.name);
		if (standing.state === 'equivalent') {
			remarks.push(remark('pass', `${name} is there as ${shortName(standing.as)}`));
		}
		if (standing.state === 'different') {
			remarks.push(
				remark(
					'warn',
					`${fact.kind === 'relation' ? 'table' : fact.kind} ${name} is left alone: ${standing.detail}${advice(fact, relations.get(fact.name)?.kind)}`,
				),
			);
		}
		if (standing.state === 'others' && standing.missing !== undefined) {
			// Keys one by one, since who lacks one has rows to look for; of the rest there are many.
			if ('pu'.includes(String(fact.definition.type))) remarks.push(remark('warn', standing.missing));
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
		const sentences = [
			...(absent.length > 0 ? [`it has no ${absent.join(', ')}`] : []),
			...staying.flatMap(problem => (problem.absent ? [] : [problem.sentence])),
		];
		remarks.push(remark('warn', `table ${shortName(table)} is left as it is: ${sentences.join('; ')}`));
	}
	for (const [table, names] of unmade) {
		remarks.push(
			remark(
				'warn',
				`table ${shortName(table)} is another tool's and lacks ${some(names)}, which the pack states on its own tables: pane 6 (o) tells how to state each`,
			),
		);
	}
	for (const [reason, names] of left) {
		remarks.push(remark('warn', `${some(names)} ${names.length === 1 ? 'is' : 'are'} left out: ${reason}`));
	}
	return remarks;
}

/** What the rows that are there will have in columns that are added. */
function addedRemarks(table: string, problems: readonly ColumnProblem[]): Check[] {
	const added = problems.flatMap(({add}) => add ?? []);
	const unknown = added.filter(({way}) => way === 'nullable' || way === 'from now on').map(({name}) => name);
	const moments = added
		.filter(column => column.way !== 'from now on' && /\bnow\(\)|CURRENT_/.test(column.default ?? ''))
		.map(({name}) => name);
	return [
		...(unknown.length > 0
			? [
					remark(
						'warn',
						`${table} gets ${unknown.join(', ')} without NOT NULL: what its rows should have there is not known`,
					),
				]
			: []),
		...(moments.length > 0
			? [remark('pass', `${moments.join(', ')} of ${table}: rows that are there get the moment of this run`)]
			: []),
	];
}

function advice({kind, definition}: WantedFact, here: string | undefined): string {
	// Files of the pack put such tables by month; another kind in place of what is there they can't.
	if (kind === 'relation' && definition.kind === 'p' && here === 'r') {
		return '. That is for pgdeck migrate up, where it can be done';
	}
	return kind === 'index' || kind === 'relation'
		? '. To have the one of the pack, rename or drop it, and run this again'
		: '';
}

const constraintName = ({name, table}: WantedFact) => name.slice((table ?? '').length + 1);

function some(names: readonly string[]): string {
	const [few, more] = [names.slice(0, 3).join(', '), names.length - 3];
	return more > 0 ? `${few} and ${more} more` : few;
}

function remark(verdict: 'pass' | 'warn', detail: string): Check {
	return {name: 'pack', verdict, detail: sanitize(detail)};
}
