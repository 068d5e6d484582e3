import {checklist} from '../../actions/engine/checklist.ts';
import type {Check, Plan, PlannedStatement} from '../../actions/engine/plan.ts';
import {blockers} from '../../actions/engine/plan.ts';
import {heading, line, type Segment, type Skin, segmentsWidth, spreadLine} from '../../components/skin.ts';
import {type LockMode, stopsWriters} from '../../migrations/locks/lock-modes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import type {Sheet} from '../sheet.ts';
import {position, type Scrolled, scrolled} from './scrolled.ts';

const verdicts: Record<Check['verdict'], readonly [Token, string]> = {
	block: ['bad', 'BLOCKS '],
	warn: ['warning', 'warning'],
	info: ['muted', 'info   '],
	pass: ['good', 'ok     '],
};

/**
A plan in full: where, what speaks against it, every statement with its lock, what brings it back; and the two buttons,
of which Cancel is the first.
*/
export function planSheet(
	sheet: Extract<Sheet, {kind: 'plan'}>,
	height: number,
	width: number,
	skin: Skin,
): Scrolled {
	const {plan} = sheet;
	const {server} = plan;
	const where: Segment[] = [
		...(server.production ? ([['danger', ' PROD '], ' '] as Segment[]) : []),
		['strong', `${server.database} on ${server.host}:${server.port}`],
	];
	const body = planBody(plan, width, skin);
	const room = Math.max(1, height - 2);
	const part = scrolled(body, sheet.offset, room);
	return {
		...part,
		lines: [
			heading([['title', plan.title]], where, width, skin),
			...part.lines,
			...Array.from({length: room - part.lines.length}, () => ''),
			buttonsLine(sheet, position(part), width, skin),
		],
	};
}

/** The buttons, and that there is more of the plan than fits: said shortly where the word to type takes the room. */
function buttonsLine(
	sheet: Extract<Sheet, {kind: 'plan'}>,
	place: string,
	width: number,
	skin: Skin,
): string {
	const left = buttons(sheet);
	if (place === '') return line(left, width, skin);
	const room = width - segmentsWidth(left) - 1;
	const full = `lines ${place}, Up and Down `;
	return spreadLine(left, [['muted', full.length <= room ? full : `${place} `]], width, skin);
}

function buttons({plan, focus, typed}: Extract<Sheet, {kind: 'plan'}>): Segment[] {
	const button = (name: 'cancel' | 'run', label: string): Segment =>
		focus === name ? ['selected', ` > ${label} < `] : ['plain', `   ${label}   `];
	const blocked = blockers(plan).length > 0;
	const word: Segment[] =
		plan.typedWord === undefined
			? []
			: ['  type ', ['strong', plan.typedWord], ' to confirm: ', ['accent', `${typed}_`]];
	return [
		'  ',
		button('cancel', 'Cancel'),
		' ',
		button('run', blocked ? 'Run (blocked)' : 'Run'),
		...(blocked ? [] : word),
	];
}

function planBody(plan: Plan, width: number, skin: Skin): string[] {
	const order = {block: 0, warn: 1, info: 2, pass: 3};
	const checks = plan.checks.toSorted((a, b) => order[a.verdict] - order[b.verdict]);
	const undo = plan.units.flatMap(unit => unit.undo ?? []);
	return [
		...checks.flatMap(({verdict, detail}) =>
			wrap(sanitize(detail), Math.max(10, width - 12)).map((part, index) =>
				line(['  ', index === 0 ? verdicts[verdict] : '       ', ' ', part], width, skin),
			),
		),
		...stepLines(plan, width, skin),
		...plan.units.flatMap(({title, transactional, statements, record}) => [
			line(
				['  ', ['strong', title], ['muted', transactional ? ', one transaction' : ', outside a transaction']],
				width,
				skin,
			),
			...[...statements, ...record].flatMap(statement => statementLines(statement, width, skin)),
		]),
		...(undo.length > 0 ? [line(['  ', ['strong', 'To undo it:']], width, skin)] : []),
		...undo.flatMap(text =>
			wrap(`${sanitize(text)};`, Math.max(10, width - 6)).map(part => line(['    ', part], width, skin)),
		),
	];
}

/** A long plan has its steps alone before their statements. */
function stepLines(plan: Plan, width: number, skin: Skin): string[] {
	const items = checklist(plan);
	if (items.length === 0) return [];
	return [
		line(['  ', ['strong', `${items.length} steps, their statements below:`]], width, skin),
		...items.flatMap(({title, lock, note}, index) => [
			line(['  ', ['muted', String(index + 1).padStart(3)], ' ', title], width, skin),
			line(['      ', [isHeavy(lock) ? 'warning' : 'muted', note]], width, skin),
		]),
	];
}

function isHeavy(lock: LockMode): boolean {
	return lock === 'unknown' || stopsWriters(lock);
}

function statementLines(statement: PlannedStatement, width: number, skin: Skin): string[] {
	const {text, lock, on} = statement;
	const lines = sanitize(`${text};`)
		.split('\n')
		.flatMap(part => wrap(part, Math.max(10, width - 6)))
		.map(part => line(['    ', part], width, skin));
	const tables = on.length > 0 ? ` on ${on.map(sanitize).join(', ')}` : '';
	const note =
		lock === 'none' ? 'locks no existing object' : lock === 'unknown' ? 'locks unknown' : `${lock}${tables}`;
	return [...lines, line(['      ', [isHeavy(lock) ? 'warning' : 'muted', note]], width, skin)];
}
