import {
	blockers,
	type Check,
	type Plan,
	type PlannedStatement,
	type Unit,
} from '../../actions/engine/plan.ts';
import {
	type CheckGroup,
	lockText,
	outlineOf,
	planTarget,
	riskText,
	stepsOf,
} from '../../actions/engine/plan-outline.ts';
import {heading, line, type Segment, type Skin, segmentsWidth, spreadLine} from '../../components/skin.ts';
import {plural} from '../../format/quantities.ts';
import {type LockMode, stopsWriters} from '../../migrations/locks/lock-modes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import type {Sheet} from '../sheet.ts';
import {position, type Scrolled, scrolled} from './scrolled.ts';

const marks: Record<Check['verdict'], readonly [Token, string]> = {
	block: ['bad', 'BLOCKS '],
	warn: ['warning', 'warning'],
	info: ['muted', 'info   '],
	pass: ['good', 'ok     '],
};

/** A plan in full, with its two buttons: the focus is on Cancel first. */
export function planSheet(
	sheet: Extract<Sheet, {kind: 'plan'}>,
	height: number,
	width: number,
	skin: Skin,
): Scrolled {
	const {plan} = sheet;
	const room = Math.max(1, height - 3);
	const body = planBody(plan, room, width, skin);
	const part = scrolled(body, sheet.offset, room);
	return {
		...part,
		lines: [
			heading([['title', plan.title]], [], width, skin),
			line(targetOf(plan), width, skin),
			...part.lines,
			...Array.from({length: room - part.lines.length}, () => ''),
			buttonsLine(sheet, position(part), width, skin),
		],
	};
}

function targetOf(plan: Plan): Segment[] {
	const {risk, server} = plan;
	return [
		'  ',
		...(server.production ? ([['danger', ' PROD '], ' '] as Segment[]) : []),
		[risk === 'low' ? 'muted' : 'warning', riskText[risk]],
		', ',
		['strong', planTarget(plan)],
	];
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

/** Lines of one check or of several alike. */
function checkLines({verdict, text}: CheckGroup, width: number, skin: Skin): string[] {
	return wrap(sanitize(text), Math.max(10, width - 12)).map((part, index) =>
		line(['  ', index === 0 ? marks[verdict] : '       ', ' ', part], width, skin),
	);
}

/**
Blocks, statements, warnings, figures. Where the first statement and the gravest warning would not both be on the first
screen, that warning comes before the statements, and only as many blocks as leave room for them.
@param room lines of the first screen
*/
function planBody(plan: Plan, room: number, width: number, skin: Skin): string[] {
	const {blocks, warnings, facts, passed, details, passedDetails, undo} = outlineOf(plan);
	const linesOf = (group: CheckGroup) => checkLines(group, width, skin);
	const blocking = blocks.map(linesOf);
	const warning = warnings.map(linesOf);
	const steps = stepLines(plan, width, skin);
	const units = plan.units.map(unit => unitLines(unit, width, skin));
	const indented = (text: string) =>
		wrap(sanitize(text), Math.max(10, width - 6)).map(part => line(['    ', part], width, skin));
	const rest = [
		...facts.flatMap(linesOf),
		...(passed === '' ? [] : [line(['  ', ['good', passed]], width, skin)]),
		...(undo.length > 0 ? [line(['  ', ['strong', 'To undo it:']], width, skin)] : []),
		...undo.flatMap(text => indented(`${text};`)),
		...(details.length + passedDetails.length > 0
			? [line(['  ', ['strong', 'Checks in detail:']], width, skin)]
			: []),
		...[...details, ...passedDetails].flatMap(indented),
	];
	const start = firstStatement(units[0] ?? []);
	const [gravest = []] = warning;
	const before = blocking.flat().length + steps.length;
	const together =
		gravest.length === 0
			? before + start.length <= room
			: before + units.flat().length + gravest.length <= room;
	if (together) return [...blocking.flat(), ...steps, ...units.flat(), ...warning.flat(), ...rest];

	const shownWarning = gravest.slice(0, Math.max(1, room - start.length - Math.min(2, before)));
	const first = asMany(blocking, room - start.length - shownWarning.length - 1);
	const left = asMany(warning, shownWarning.length);
	const more = [
		...(first.left.length > 0 ? [`${plural(first.left.length, 'more block')}`] : []),
		...(left.left.length > 0 ? [`${plural(left.left.length, 'more warning')}`] : []),
	].join(' and ');
	return [
		...first.lines,
		...shownWarning,
		...(more === '' ? [] : [line(['  ', ['muted', `${more} below the statements`]], width, skin)]),
		...(steps.length > 0 ? start : []),
		...steps,
		...units.flat(),
		...first.left.flat(),
		...left.left.flat(),
		...rest,
	];
}

/** The first groups that fit, at least a part of one; one that is cut is among those left, too. */
function asMany(
	groups: ReadonlyArray<readonly string[]>,
	height: number,
): {lines: readonly string[]; left: ReadonlyArray<readonly string[]>} {
	const lines: string[] = [];
	for (const [index, group] of groups.entries()) {
		const free = Math.max(index === 0 ? 1 : 0, height - lines.length);
		if (group.length > free) {
			return {lines: index === 0 ? group.slice(0, free) : lines, left: groups.slice(index)};
		}
		lines.push(...group);
	}
	return {lines, left: []};
}

/** The title of the first unit with its first statement, of a long one the beginning. */
function firstStatement(unit: readonly string[]): readonly string[] {
	return unit.slice(0, 3);
}

/** A long plan lists its steps before their statements. */
function stepLines(plan: Plan, width: number, skin: Skin): string[] {
	const items = stepsOf(plan);
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

function unitLines({title, transactional, statements, record}: Unit, width: number, skin: Skin): string[] {
	const manner = transactional ? ', one transaction' : ', outside a transaction';
	return [
		line(['  ', ['strong', title], ['muted', manner]], width, skin),
		...[...statements, ...record].flatMap(statement => statementLines(statement, width, skin)),
	];
}

function statementLines(statement: PlannedStatement, width: number, skin: Skin): string[] {
	const lines = sanitize(`${statement.text};`)
		.split('\n')
		.flatMap(part => wrap(part, Math.max(10, width - 6)))
		.map(part => line(['    ', part], width, skin));
	const token = isHeavy(statement.lock) ? 'warning' : 'muted';
	return [...lines, line(['      ', [token, lockText(statement)]], width, skin)];
}
