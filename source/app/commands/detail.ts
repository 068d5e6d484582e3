import type {Command, CommandContext} from '../command.ts';

function scroll({ui, detail, dispatch}: CommandContext, step: number): void {
	if (!detail || !ui.detail) return;
	const last = Math.max(0, detail.lines - detail.height);
	// It may have been opened at its end, wherever that is.
	const from = Math.min(last, ui.detail.offset);
	dispatch({type: 'scroll', offset: Math.min(last, Math.max(0, from + step))});
}

const far = Number.MAX_SAFE_INTEGER;

/** Keys of an opened row. */
export const detailCommands: readonly Command[] = [
	{
		id: 'detail.down',
		keys: ['j', 'down'],
		title: 'down',
		scope: 'detail',
		run: context => scroll(context, 1),
	},
	{id: 'detail.up', keys: ['k', 'up'], title: 'up', scope: 'detail', run: context => scroll(context, -1)},
	{
		id: 'detail.page-down',
		keys: ['pagedown', 'space', 'ctrl+d'],
		title: 'page down',
		scope: 'detail',
		run: context => scroll(context, (context.detail?.height ?? 2) - 1),
	},
	{
		id: 'detail.page-up',
		keys: ['pageup', 'ctrl+u'],
		title: 'page up',
		scope: 'detail',
		run: context => scroll(context, 1 - (context.detail?.height ?? 2)),
	},
	{
		id: 'detail.first',
		keys: ['g', 'home'],
		title: 'top',
		scope: 'detail',
		run: context => scroll(context, -far),
	},
	{
		id: 'detail.last',
		keys: ['G', 'end'],
		title: 'end',
		scope: 'detail',
		run: context => scroll(context, far),
	},
];
