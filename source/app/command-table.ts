import type {PaneId} from '../domain/snapshot/panes.ts';
import type {Command, CommandContext, Scope} from './command.ts';
import {actionCommands} from './commands/actions.ts';
import {choiceCommands} from './commands/choice.ts';
import {cursorCommands} from './commands/cursor.ts';
import {detailCommands} from './commands/detail.ts';
import {findingCommands} from './commands/finding.ts';
import {globalCommands} from './commands/global.ts';
import {listCommands} from './commands/list.ts';
import {measureCommands} from './commands/measure.ts';
import {paneCommands} from './commands/panes.ts';
import {planCommands} from './commands/plan.ts';
import {samplingCommands} from './commands/sampling.ts';
import {sessionCommands} from './commands/sessions.ts';
import {textCommands} from './commands/text.ts';
import {timeCommands} from './commands/time.ts';
import {waitCommands} from './commands/waits.ts';
import {nextView} from './state.ts';

/** Every key. Bindings, help, footer, palette, README and tests read this table. */
export const commandTable: readonly Command[] = [
	...cursorCommands,
	...listCommands,
	...paneCommands,
	...findingCommands,
	...actionCommands,
	...measureCommands,
	...samplingCommands,
	...sessionCommands,
	...timeCommands,
	...globalCommands,
	...detailCommands,
	...choiceCommands,
	...planCommands,
	...textCommands,
	...waitCommands,
];

/** The scopes whose keys work now, the nearest first. */
export function scopesNow({
	ui,
	list,
	tooSmall,
}: Pick<CommandContext, 'ui' | 'list' | 'tooSmall'>): readonly Scope[] {
	if (tooSmall) return ['always', 'small'];
	switch (ui.sheet?.kind) {
		case 'help':
			return ['always', 'help'];
		case 'palette':
		case 'filter':
		case 'acknowledge':
		case 'ask':
			return ['always', 'text'];
		case 'menu':
		case 'sort':
		case 'undo':
			return ['always', 'choice'];
		case 'plan':
			return ['always', 'plan'];
		case 'run':
			return ['always', 'run'];
		case 'measure':
			return ['always', 'measure'];
		case 'planning':
			return ['always', 'planning'];
		case undefined:
			break;
	}
	if (ui.detail) return ['always', 'detail', 'global'];
	const pane: Scope[] = [
		...(ui.pane === 'waits' ? (['waits'] as const) : []),
		...(nextView(ui) ? (['views'] as const) : []),
	];
	return ['always', ...pane, ...(list ? listScopes(ui.pane) : []), 'global'];
}

/** On the waits pane, left and right move through time instead of columns. */
const listScopes = (pane: PaneId): Scope[] => (pane === 'waits' ? ['list'] : ['list', 'columns']);

/** The commands of these scopes, in their order. */
export function commandsHeard(scopes: readonly Scope[]): readonly Command[] {
	return scopes.flatMap(scope => commandTable.filter(command => command.scope === scope));
}

/** The commands of the palette: those of the pane below it. */
export function commandsOffered(
	context: Pick<CommandContext, 'ui' | 'list' | 'tooSmall'>,
): readonly Command[] {
	return commandsHeard(scopesNow({...context, ui: {...context.ui, sheet: undefined}}));
}
