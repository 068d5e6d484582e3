import {holdMs} from '../../components/table/model.ts';
import type {Command, CommandContext} from '../command.ts';

/** Moves the cursor to a row and keeps the order of the rows for a moment. */
function moveTo(context: CommandContext, place: number): void {
	const {list, now, dispatch} = context;
	if (!list) return;
	const {ids} = list.arranged;
	const index = Math.min(Math.max(0, place), ids.length - 1);
	const id = ids[index];
	if (id === undefined) return;
	const offset = Math.min(Math.max(list.window.offset, index - list.height + 1), index);
	dispatch({
		type: 'list',
		id: list.id,
		change: {cursor: {id, index}, offset, held: {ids, until: now + holdMs}},
	});
}

/** Moves the cursor by a number of rows. */
export function move(context: CommandContext, step: number): void {
	const {list} = context;
	if (!list) return;
	const {cursorIndex, ghost} = list.window;
	// If the row no longer exists, down leads to the one that took its place.
	moveTo(context, ghost && step > 0 ? cursorIndex + step - 1 : cursorIndex + step);
}

const page = ({list}: CommandContext) => Math.max(1, (list?.height ?? 2) - 1);

/** Keys that move the cursor of a table. */
export const cursorCommands: readonly Command[] = [
	{id: 'list.down', keys: ['j', 'down'], title: 'down', scope: 'list', run: context => move(context, 1)},
	{id: 'list.up', keys: ['k', 'up'], title: 'up', scope: 'list', run: context => move(context, -1)},
	{
		id: 'list.page-down',
		keys: ['pagedown', 'ctrl+d'],
		title: 'page down',
		scope: 'list',
		run: context => move(context, page(context)),
	},
	{
		id: 'list.page-up',
		keys: ['pageup', 'ctrl+u'],
		title: 'page up',
		scope: 'list',
		run: context => move(context, -page(context)),
	},
	{
		id: 'list.first',
		keys: ['g', 'home'],
		title: 'first row',
		scope: 'list',
		run: context => moveTo(context, 0),
	},
	{
		id: 'list.last',
		keys: ['G', 'end'],
		title: 'last row',
		scope: 'list',
		run: context => moveTo(context, Number.MAX_SAFE_INTEGER),
	},
];
