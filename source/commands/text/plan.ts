import {checklist} from '../../actions/engine/checklist.ts';
import type {Plan, PlannedStatement} from '../../actions/engine/plan.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import {stillTable} from './still-table.ts';

/** A plan in full: what would be sent, what it locks, what speaks against it, and what brings it back. */
export function planText(plan: Plan): string {
	const {server} = plan;
	const where = `${server.database} on ${server.host}:${server.port} as ${server.user}${server.production ? ', PROD' : ''}`;
	const checks = plan.checks.map(({verdict, detail}) => ({
		check: marks[verdict],
		detail: oneLine(sanitize(detail)),
	}));
	const statements = plan.units.flatMap(({title, transactional, statements: list, record}) => [
		`${oneLine(title)} (${transactional ? 'one transaction' : 'outside a transaction'})`,
		...[...list, ...record].map(statementText),
		'',
	]);
	const undo = plan.units.flatMap(unit => unit.undo ?? []);
	return [
		`${oneLine(plan.title)} — ${where}`,
		'',
		...steps(plan),
		...statements,
		...(undo.length > 0 ? ['To undo it:', ...undo.map(text => `${indented(text)};`), ''] : []),
		longChecks(checks),
	].join('\n');
}

/** A long plan begins with its steps alone. */
function steps(plan: Plan): string[] {
	const items = checklist(plan);
	if (items.length === 0) return [];
	const lines = items.map(
		({title, note}, index) => `${String(index + 1).padStart(4)}  ${oneLine(title)}: ${oneLine(note)}`,
	);
	return ['Steps:', ...lines, ''];
}

const marks = {pass: 'ok', info: 'info', warn: 'WARNING', block: 'BLOCKS'} as const;

/** Checks as a table; details too long for a cell one a line. */
function longChecks(checks: ReadonlyArray<{check: string; detail: string}>): string {
	return checks.some(({detail}) => detail.length > 60)
		? checks.map(({check, detail}) => `  ${check.padEnd(8)}${detail}`).join('\n')
		: stillTable(checks);
}

/** Every line of it: a name in it may hold a line break, and is not to look like a line of the plan. */
function indented(text: string): string {
	return `    ${sanitize(text).replaceAll('\n', '\n    ')}`;
}

function statementText(statement: PlannedStatement): string {
	const {text, lock, on, parameters} = statement;
	const body = indented(text);
	const values = parameters?.map((value, index) => `$${index + 1} = ${parameterText(value)}`).join(', ');
	const locks =
		lock === 'none'
			? 'locks no existing object'
			: `${lock}${on.length > 0 ? ` on ${on.map(name => oneLine(sanitize(name))).join(', ')}` : ''}`;
	return `${body};${values ? `\n      -- ${values}` : ''}\n      -- ${locks}`;
}

function parameterText(value: string | number | null | {elapsedMs: true}): string {
	if (value === null) return 'null';
	if (typeof value === 'object') return 'the milliseconds it took';
	return typeof value === 'number' ? String(value) : `'${sanitize(value)}'`;
}
