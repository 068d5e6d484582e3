import {heading, line, type Skin} from '../../components/skin.ts';
import {paneTable} from '../../domain/snapshot/panes.ts';
import {zone} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import type {Command, CommandContext, Scope} from '../command.ts';
import {commandsHeard, scopesNow} from '../command-table.ts';
import {position, type Scrolled, scrolled} from './scrolled.ts';

const groups: ReadonlyArray<readonly [title: string, scopes: readonly Scope[]]> = [
	['Table', ['list', 'columns']],
	['Waits', ['waits']],
	['Panes with views', ['views']],
	['Opened row', ['detail']],
	['Everywhere', ['global', 'always']],
	['Menus', ['choice']],
	['Filter and commands', ['text']],
	['Action plan', ['planning', 'plan']],
	['Run', ['run']],
	['Measurement', ['measure']],
	['Window too small', ['small']],
];

/** The name of a key on screen. */
export function keyText(press: string): string {
	const names: Readonly<Record<string, string>> = {
		space: 'Space',
		enter: 'Enter',
		escape: 'Esc',
		tab: 'Tab',
		'shift+tab': 'Shift-Tab',
		up: 'Up',
		down: 'Down',
		left: 'Left',
		right: 'Right',
		pageup: 'PgUp',
		pagedown: 'PgDn',
		home: 'Home',
		end: 'End',
		backspace: 'Backspace',
		delete: 'Delete',
	};
	return names[press] ?? press.replace(/^ctrl\+/, 'Ctrl-');
}

/** The keys of a command; `:name` without keys. */
export function keysText({keys, palette}: Command): string {
	return keys.length === 0 ? `:${palette ?? ''}` : keys.map(keyText).join(' ');
}

/** All keys by scope, those of this pane first. */
export function helpSheet(
	context: CommandContext,
	offset: number,
	height: number,
	width: number,
	skin: Skin,
): Scrolled {
	const text = helpText(context, width, skin);
	const part = scrolled(text, offset, Math.max(1, height - 1));
	const where = [paneTable[context.ui.pane].title, position(part)].filter(Boolean).join(', lines ');
	return {...part, lines: [heading([['title', 'Keys']], [['muted', where]], width, skin), ...part.lines]};
}

function helpText(context: CommandContext, width: number, skin: Skin): string[] {
	const now = scopesNow({...context, ui: {...context.ui, sheet: undefined}});
	const here = groups.filter(([, scopes]) => scopes.some(scope => now.includes(scope)));
	const elsewhere = groups.filter(group => !here.includes(group));
	const block = ([title, scopes]: (typeof groups)[number]) => {
		const commands = commandsHeard(scopes);
		return [
			line([' ', ['title', title]], width, skin),
			...commands.flatMap(command => entry(command, context, width, skin)),
			'',
		];
	};
	const about = `pgdeck ${PGDECK_VERSION}. Nothing on the server changes without an action plan that you confirm. Times are local: ${zone(new Date(context.now))}.`;
	return [
		...here.flatMap(block),
		...elsewhere.flatMap(block),
		...wrap(about, Math.max(10, width - 4)).map(part => line(['  ', ['muted', part]], width, skin)),
	];
}

function entry(command: Command, {readOnly}: CommandContext, width: number, skin: Skin): string[] {
	const keyWidth = 26;
	const barred = readOnly && command.dangerous === true;
	const text = barred ? `${command.title} (not in read-only mode)` : command.title;
	return wrap(text, Math.max(10, width - keyWidth - 4)).map((part, index) =>
		line(
			[
				'  ',
				[barred ? 'muted' : 'accent', (index === 0 ? keysText(command) : '').padEnd(keyWidth)],
				[barred ? 'muted' : 'plain', part],
			],
			width,
			skin,
		),
	);
}
