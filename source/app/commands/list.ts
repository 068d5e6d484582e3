import type {Command, CommandContext, ListView} from '../command.ts';
import {viewOf} from '../state.ts';
import {move} from './cursor.ts';

function sortBy({list, dispatch}: CommandContext, step: number): void {
	if (!list) return;
	const {columns} = list.model;
	const at = columns.findIndex(({id}) => id === list.arranged.sort.column);
	const column = columns[(at + step + columns.length) % columns.length];
	if (!column) return;
	const sort = {column: column.id, descending: column.descendingFirst === true};
	dispatch({type: 'list', id: list.id, change: {sort, held: undefined}});
}

function marked({state}: ListView, id: string, on: boolean): ReadonlySet<string> {
	const marks = new Set(state.marks);
	if (on) marks.add(id);
	else marks.delete(id);
	return marks;
}

/** Unfolds or folds the rows of a group. */
function unfold({list, ui, dispatch}: CommandContext, id: string): boolean {
	const row = list?.model.rows.find(item => list.model.id(item) === id);
	if (!list || row === undefined || !list.model.unfolds?.(row)) return false;
	const openKinds = new Set(ui.openKinds);
	if (!openKinds.delete(id)) openKinds.add(id);
	dispatch({type: 'look', change: {openKinds}});
	// Its rows belong below it, whatever order is held.
	dispatch({type: 'list', id: list.id, change: {held: undefined}});
	return true;
}

/** Keys of a table, without those of its cursor. */
export const listCommands: readonly Command[] = [
	{
		id: 'list.left',
		keys: ['left'],
		title: 'columns to the left',
		scope: 'columns',
		run: ({list, dispatch}) =>
			list &&
			dispatch({
				type: 'list',
				id: list.id,
				change: {shift: Math.max(0, Math.min(list.state.shift, list.maxShift) - 1)},
			}),
	},
	{
		id: 'list.right',
		keys: ['right'],
		title: 'columns to the right',
		scope: 'columns',
		hint: [7.5, ({list}) => (list && list.maxShift > 0 ? 'Right columns' : '')],
		run: ({list, dispatch}) =>
			list &&
			dispatch({type: 'list', id: list.id, change: {shift: Math.min(list.state.shift + 1, list.maxShift)}}),
	},
	{
		id: 'list.open',
		keys: ['enter'],
		title: 'open the row',
		scope: 'list',
		hint: [5, 'Enter open'],
		run(context) {
			const {list, services, dispatch} = context;
			const id = list?.window.cursorId;
			if (!list || id === undefined) return;
			if (list.model.unfolds && unfold(context, id)) return;
			dispatch({type: 'open', id});
			services.focus(viewOf(context.ui).focus?.(id, context.live));
		},
	},
	{
		id: 'list.filter',
		keys: ['/'],
		title: 'filter: text, !text (without), /regular expression/',
		scope: 'list',
		palette: 'filter',
		hint: [4, '/ filter'],
		run: ({list, dispatch}) =>
			list && dispatch({type: 'sheet', sheet: {kind: 'filter', before: list.state.filter}}),
	},
	{
		id: 'list.sort',
		keys: ['s'],
		title: 'sort by a column',
		scope: 'list',
		palette: 'sort',
		hint: [6, 's sort'],
		run({list, dispatch}) {
			if (!list) return;
			const cursor = list.model.columns.findIndex(({id}) => id === list.arranged.sort.column);
			dispatch({type: 'sheet', sheet: {kind: 'sort', cursor: Math.max(0, cursor)}});
		},
	},
	{
		id: 'list.sort-left',
		keys: ['<'],
		title: 'sort by the previous column',
		scope: 'list',
		run: context => sortBy(context, -1),
	},
	{
		id: 'list.sort-right',
		keys: ['>'],
		title: 'sort by the next column',
		scope: 'list',
		run: context => sortBy(context, 1),
	},
	{
		id: 'list.invert',
		keys: ['i'],
		title: 'reverse the order',
		scope: 'list',
		run({list, dispatch}) {
			if (!list) return;
			const {sort} = list.arranged;
			dispatch({
				type: 'list',
				id: list.id,
				change: {sort: {...sort, descending: !sort.descending}, held: undefined},
			});
		},
	},
	{
		id: 'list.mark',
		keys: ['space'],
		title: 'mark the row',
		scope: 'list',
		hint: [7, 'Space mark'],
		disabled: ({list}) =>
			list?.model.markable ? undefined : 'Rows of this pane cannot be marked: no action takes several.',
		run(context) {
			const {list, dispatch} = context;
			const id = list?.window.cursorId;
			if (!list || id === undefined) return;
			dispatch({type: 'list', id: list.id, change: {marks: marked(list, id, !list.state.marks.has(id))}});
			move(context, 1);
		},
	},
	{
		id: 'list.unmark',
		keys: ['U'],
		title: 'clear the marks',
		scope: 'list',
		run: ({list, dispatch}) => list && dispatch({type: 'list', id: list.id, change: {marks: new Set()}}),
	},
];
