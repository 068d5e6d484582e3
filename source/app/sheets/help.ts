import {heading, line, type Skin} from '../../components/skin.ts';
import {wrap} from '../../terminal/width.ts';
import type {Command, CommandContext, Scope} from '../command.ts';
import {commandsHeard, scopesNow} from '../command-table.ts';
import {paneTitles} from '../routes.ts';

const groups: ReadonlyArray<readonly [title: string, scopes: readonly Scope[]]> = [
	['Table', ['list', 'requests']],
	['Opened row', ['detail']],
	['Everywhere', ['global', 'always']],
	['Lists to choose from', ['choice']],
	['Filter and commands', ['text']],
	['Plan', ['plan']],
	['Run', ['run']],
];

/** How a key is written for people. */
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

/** `:name` for a command that has a name and no key. */
export function keysText({keys, palette}: Command): string {
	return keys.length === 0 ? `:${palette ?? ''}` : keys.map(keyText).join(' ');
}

/** All keys by where they are heard, those of this pane first; what read-only mode takes away says so. */
export function helpLines(context: CommandContext, width: number, skin: Skin): string[] {
	const now = scopesNow({...context, ui: {...context.ui, sheet: undefined}});
	const here = groups.filter(([, scopes]) => scopes.some(scope => now.includes(scope)));
	const elsewhere = groups.filter(group => !here.includes(group));
	const block = ([title, scopes]: (typeof groups)[number]) => {
		const commands = commandsHeard(scopes);
		return [
			'',
			heading([['title', title]], [], width, skin),
			...commands.flatMap(command => entry(command, context, width, skin)),
		];
	};
	return [
		heading([['title', 'Keys']], [['muted', paneTitles[context.ui.pane]]], width, skin),
		...here.flatMap(block),
		...elsewhere.flatMap(block),
		'',
		line(
			[
				'  ',
				['muted', `pgdeck ${PGDECK_VERSION}. Nothing on the server changes without a plan that you confirm.`],
			],
			width,
			skin,
		),
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
