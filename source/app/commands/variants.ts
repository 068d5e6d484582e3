import {variants} from '../../panes/variants.ts';
import type {Command} from '../command.ts';

/** Keys of panes that show the same in several ways. */
export const variantCommands: readonly Command[] = [
	{
		id: 'variant.next',
		keys: ['o'],
		title: 'the next view of the same: this interval, since connected, in all; or what else the pane has',
		scope: 'variants',
		palette: 'next view',
		hint: [5, 'o view'],
		run({ui, dispatch}) {
			const all: readonly string[] = variants[ui.pane as keyof typeof variants];
			const index = ((ui.variants[ui.pane] ?? 0) + 1) % all.length;
			dispatch({type: 'variant', pane: ui.pane, index});
		},
	},
];
