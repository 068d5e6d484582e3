import type {PaneId} from '../domain/snapshot/pane-ids.ts';
import {variants} from '../panes/variants.ts';
import type {Command, CommandContext, Scope} from './command.ts';
import {choiceCommands} from './commands/choice.ts';
import {cursorCommands} from './commands/cursor.ts';
import {detailCommands} from './commands/detail.ts';
import {doingCommands} from './commands/doing.ts';
import {findingCommands} from './commands/finding.ts';
import {globalCommands} from './commands/global.ts';
import {listCommands} from './commands/list.ts';
import {measureCommands} from './commands/measure.ts';
import {otherListCommands} from './commands/other-list.ts';
import {paneCommands} from './commands/panes.ts';
import {planCommands} from './commands/plan.ts';
import {samplingCommands} from './commands/sampling.ts';
import {sessionCommands} from './commands/sessions.ts';
import {textCommands} from './commands/text.ts';
import {timeCommands} from './commands/time.ts';
import {variantCommands} from './commands/variants.ts';
import {waitCommands} from './commands/waits.ts';

/** Every key there is. Bindings, help, footer, palette, README and tests all read this one table. */
export const commandTable: readonly Command[] = [
	...cursorCommands,
	...listCommands,
	...otherListCommands,
	...paneCommands,
	...findingCommands,
	...doingCommands,
	...measureCommands,
	...samplingCommands,
	...sessionCommands,
	...timeCommands,
	...globalCommands,
	...detailCommands,
	...choiceCommands,
	...planCommands,
	...textCommands,
	...variantCommands,
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
	const pane: Scope[] = [
		...(isScope(ui.pane) ? [ui.pane] : []),
		...(ui.pane in variants ? (['variants'] as const) : []),
	];
	if (ui.detail) return ['always', 'detail', 'global'];
	return ['always', ...pane, ...(list ? listScopes(ui.pane) : []), 'global'];
}

/** Panes with keys of their own. */
const ownKeys = ['requests', 'migrations', 'indexes', 'waits'] as const;
const isScope = (pane: PaneId): pane is (typeof ownKeys)[number] =>
	(ownKeys as readonly PaneId[]).includes(pane);

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
