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

/** Every key there is. Bindings, help, footer, palette, README and tests all read this one table. */
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

/** The scopes that hear keys now, the nearest first. */
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

/** Where left and right lead through time, the table has no columns beside the screen. */
const listScopes = (pane: PaneId): Scope[] => (pane === 'waits' ? ['list'] : ['list', 'columns']);

/** The commands that can be given now, in order of the scopes that hear them. */
export function commandsHeard(scopes: readonly Scope[]): readonly Command[] {
	return scopes.flatMap(scope => commandTable.filter(command => command.scope === scope));
}

/** What the palette offers: what the pane below it would hear. */
export function commandsOffered(
	context: Pick<CommandContext, 'ui' | 'list' | 'tooSmall'>,
): readonly Command[] {
	return commandsHeard(scopesNow({...context, ui: {...context.ui, sheet: undefined}}));
}
