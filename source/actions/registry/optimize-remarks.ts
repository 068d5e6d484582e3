import type {WantedFact} from '../../migrations/pack/manifest.ts';
import type {ColumnProblem} from '../../migrations/pack/pack-columns.ts';
import type {Comparison} from '../../migrations/pack/pack-comparison.ts';
import {shortName} from '../../migrations/pack/pack-facts.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import type {Check} from '../engine/plan.ts';

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
	return {name: 'pack', verdict, detail: sanitise(detail)};
}
