import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {dateTime} from '../../format/quantities.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import type {CommandContext} from '../command.ts';
import {paletteMatches} from '../palette.ts';
import type {MenuItem, Sheet} from '../sheet.ts';
import {keyText} from './help.ts';

type Choice = {text: Segment[]; aside?: string; disabled?: string | undefined};

/** As many entries as fit around the cursor. */
function choiceLines(
	choices: readonly Choice[],
	cursor: number,
	height: number,
	width: number,
	skin: Skin,
): string[] {
	const start = Math.max(0, Math.min(cursor - height + 1, choices.length - height));
	return choices.slice(start, start + height).map(({text, aside, disabled}, index) => {
		const selected = start + index === cursor;
		const mark: Segment = selected ? ['accent', `${skin.glyphs.cursor} `] : '  ';
		const shown: Segment[] =
			disabled === undefined
				? text
				: text.map(segment => ['muted', typeof segment === 'string' ? segment : segment[1]] as const);
		const tail = disabled ?? aside ?? '';
		return line(
			[' ', mark, ...shown, ...(tail === '' ? [] : [['muted', `  ${tail}`] as const])],
			width,
			skin,
		);
	});
}

export function menuLines(
	sheet: Extract<Sheet, {kind: 'menu'}>,
	height: number,
	width: number,
	skin: Skin,
): string[] {
	const choices = sheet.items.map(({title, disabled, why}) => ({
		text: [title],
		...(why === undefined ? {} : {aside: why}),
		// The lines below the menu give the reason.
		disabled: disabled === why && why !== undefined ? 'see below' : disabled,
	}));
	const room = Math.max(2, height - 1 - whyHeight(sheet.items));
	const list = choiceLines(choices, sheet.cursor, room, width, skin);
	const left = Math.max(0, height - 1 - Math.min(room, choices.length));
	return [
		heading([['title', `Actions: ${sheet.title}`]], [], width, skin),
		...list,
		...whyLines(sheet.items[sheet.cursor]?.why, left, width, skin),
	];
}

/** Lines below a menu with the reason of a recommended entry; none without recommended entries. */
export function whyHeight(items: ReadonlyArray<Pick<MenuItem, 'why'>>): number {
	return items.some(({why}) => why !== undefined) ? 4 : 0;
}

function whyLines(why: string | undefined, height: number, width: number, skin: Skin): string[] {
	const parts = why === undefined ? [] : wrap(`Why: ${why}.`, Math.max(20, width - 6));
	return parts.slice(0, height).map((part, index) => {
		const cut = index === height - 1 && parts.length > height;
		return line(['   ', ['muted', cut ? `${part}${skin.glyphs.ellipsis}` : part]], width, skin);
	});
}

export function undoLines(
	sheet: Extract<Sheet, {kind: 'undo'}>,
	height: number,
	width: number,
	skin: Skin,
): string[] {
	const choices = sheet.stories.map(({id, begun, outcome}) => ({
		text: [sanitize(begun.title)],
		aside: `${dateTime(begun.at)}, ${outcome}, ${id}`,
	}));
	return [
		heading([['title', 'Undo a drop']], [], width, skin),
		...choiceLines(choices, sheet.cursor, height - 1, width, skin),
	];
}

/** Of a long text the end is shown, where the cursor is. */
export function askLines(
	{ask}: Extract<Sheet, {kind: 'ask'}>,
	height: number,
	width: number,
	skin: Skin,
): string[] {
	const room = Math.max(1, height - 2);
	const parts = wrap(`${ask.text}_`, Math.max(10, width - 4)).slice(-room);
	return [
		heading([['title', ask.title]], [], width, skin),
		...Array.from({length: room}, (_unused, index) =>
			line([' ', ['accent', index === 0 ? '> ' : '  '], ['strong', parts[index] ?? '']], width, skin),
		),
		line(['   ', ['muted', ask.hint]], width, skin),
	];
}

export function sortLines(
	sheet: Extract<Sheet, {kind: 'sort'}>,
	{list}: CommandContext,
	height: number,
	width: number,
	skin: Skin,
): string[] {
	const choices = (list?.model.columns ?? []).map(({title}) => ({text: [title]}));
	return [
		heading([['title', 'Sort by']], [], width, skin),
		...choiceLines(choices, sheet.cursor, height - 1, width, skin),
	];
}

export function paletteLines(
	sheet: Extract<Sheet, {kind: 'palette'}>,
	context: CommandContext,
	height: number,
	width: number,
	skin: Skin,
): string[] {
	// As wide as the longest of all commands, so that nothing moves while typing.
	const longest = Math.max(0, ...context.offered.map(({palette = ''}) => palette.length));
	const choices = paletteMatches(sheet.text, context.offered).map(command => ({
		text: [
			(command.palette ?? '').padEnd(longest + 2),
			['muted', command.keys.map(keyText).join(' ').padEnd(3)] as const,
		],
		disabled: command.disabled?.(context),
		aside: command.title.toLowerCase() === command.palette ? '' : command.title,
	}));
	const none = [line(['   ', ['muted', 'No command has this name.']], width, skin)];
	return [
		heading([['title', 'Command']], [], width, skin),
		line([' : ', ['strong', sheet.text], ['accent', '_']], width, skin),
		...(choices.length === 0 ? none : choiceLines(choices, sheet.cursor, height - 2, width, skin)),
	];
}
