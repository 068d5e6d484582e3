import type {Plan, PlannedStatement} from '../../actions/engine/plan.ts';
import {
	type CheckGroup,
	lockText,
	outlineOf,
	planTarget,
	riskText,
	stepsOf,
} from '../../actions/engine/plan-outline.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';

const marks = {pass: 'ok', info: 'info', warn: 'WARNING', block: 'BLOCKS'} as const;

/** A plan in full: target and risk, blocks, statements with their locks, warnings, figures, undo. */
export function planText(plan: Plan): string {
	const {blocks, warnings, facts, passed, details, undo} = outlineOf(plan);
	const target = `${plan.server.production ? 'PROD, ' : ''}${riskText[plan.risk]}, ${planTarget(plan)}`;
	const statements = plan.units.flatMap(({title, transactional, statements: list, record}) => [
		`${oneLine(title)} (${transactional ? 'one transaction' : 'outside a transaction'})`,
		...[...list, ...record].map(statementText),
		'',
	]);
	return [
		oneLine(plan.title),
		target,
		'',
		...section(blocks.map(checkText)),
		...steps(plan),
		...statements,
		...section(warnings.map(checkText)),
		...section(facts.map(checkText)),
		...section(undo.length > 0 ? ['To undo it:', ...undo.map(text => `${indented(text)};`)] : []),
		...section(
			details.length > 0 ? ['Checks in detail:', ...details.map(text => `  ${oneLine(sanitize(text))}`)] : [],
		),
		...section(passed === '' ? [] : [passed]),
	]
		.join('\n')
		.trimEnd();
}

function section(lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : [...lines, ''];
}

function checkText({verdict, text}: CheckGroup): string {
	return `  ${marks[verdict].padEnd(8)}${oneLine(sanitize(text))}`;
}

/** A long plan lists its steps before their statements. */
function steps(plan: Plan): string[] {
	const lines = stepsOf(plan).map(
		({title, note}, index) => `${String(index + 1).padStart(4)}  ${oneLine(title)}: ${oneLine(note)}`,
	);
	return section(lines.length === 0 ? [] : ['Steps:', ...lines]);
}

/** Indents every line: a line break in a name must not look like a line of the plan. */
function indented(text: string): string {
	return `    ${sanitize(text).replaceAll('\n', '\n    ')}`;
}

function statementText(statement: PlannedStatement): string {
	const {text, parameters} = statement;
	const body = indented(text);
	const values = parameters?.map((value, index) => `$${index + 1} = ${parameterText(value)}`).join(', ');
	return `${body};${values ? `\n      -- ${values}` : ''}\n      -- ${oneLine(lockText(statement))}`;
}

function parameterText(value: string | number | null | {elapsedMs: true}): string {
	if (value === null) return 'null';
	if (typeof value === 'object') return 'the elapsed milliseconds';
	return typeof value === 'number' ? String(value) : `'${sanitize(value)}'`;
}
