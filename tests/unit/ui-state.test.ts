import {describe, expect, it} from 'vitest';
import {reduce, type UiAction} from '../../source/app/reduce.ts';
import {initialState, nextView, type UiState, viewOf} from '../../source/app/state.ts';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {paneDefinitions} from '../../source/panes/definitions.ts';

const run = (...actions: UiAction[]): UiState => actions.reduce(reduce, initialState());

describe('reduce', () => {
	it('goes to a pane and remembers the previous one', () => {
		expect(run({type: 'go', pane: 'tables'})).toMatchObject({pane: 'tables', lastPane: 'overview'});
		expect(run({type: 'go', pane: 'tables'}, {type: 'go', pane: 'indexes'}).lastPane).toBe('tables');
	});

	it('going to the same pane only closes the sheet', () => {
		const there = run({type: 'go', pane: 'tables'}, {type: 'sheet', sheet: {kind: 'help', offset: 0}});
		expect(reduce(there, {type: 'go', pane: 'tables'})).toEqual({...there, sheet: undefined});
	});

	it('going to a pane closes the opened row', () => {
		const open = run({type: 'go', pane: 'tables'}, {type: 'open', id: '1'});
		expect(open.detail).toEqual({id: '1', offset: 0});
		expect(reduce(open, {type: 'go', pane: 'indexes'}).detail).toBeUndefined();
		expect(reduce(open, {type: 'go', pane: 'tables'})).toMatchObject({
			detail: undefined,
			lastPane: 'overview',
		});
		expect(reduce(open, {type: 'close-detail'}).detail).toBeUndefined();
	});

	it('going to a pane removes the message of the previous pane', () => {
		const toast = {text: 'could not be planned', tone: 'error', until: undefined} as const;
		const told = run({type: 'go', pane: 'indexes'}, {type: 'toast', toast});
		expect(reduce(told, {type: 'go', pane: 'indexes'}).toast).toEqual(toast);
		expect(reduce(told, {type: 'go', pane: 'tables'}).toast).toBeUndefined();
	});

	it('keeps the cursor of every list on other panes', () => {
		const cursor = {id: '7', index: 3};
		const state = run(
			{type: 'list', id: 'tables', change: {cursor}},
			{type: 'list', id: 'indexes', change: {filter: 'x'}},
			{type: 'list', id: 'tables', change: {filter: 'y'}},
			{type: 'go', pane: 'health'},
		);
		expect(state.lists.tables).toMatchObject({cursor, filter: 'y'});
		expect(state.lists.indexes).toMatchObject({cursor: undefined, filter: 'x'});
	});

	it('scrolls only an open row', () => {
		expect(run({type: 'open', id: '1'}, {type: 'scroll', offset: 4}).detail).toEqual({id: '1', offset: 4});
		expect(run({type: 'scroll', offset: 4}).detail).toBeUndefined();
	});

	it.each([
		[{type: 'view', pane: 'requests', view: 'servers'}, {views: {requests: 'servers'}}],
		[{type: 'sheet', sheet: {kind: 'filter', before: ''}}, {sheet: {kind: 'filter', before: ''}}],
		[
			{type: 'toast', toast: {text: 'x', tone: 'info', until: 1}},
			{toast: {text: 'x', tone: 'info', until: 1}},
		],
		[{type: 'quit-asked', until: 5}, {quitUntil: 5}],
	] as Array<[UiAction, Partial<UiState>]>)('%o', (action, expected) => {
		expect(run(action)).toEqual({...initialState(), ...expected});
	});

	it('never changes its input', () => {
		const before = initialState('tables');
		const copy = structuredClone(before);
		for (const action of [
			{type: 'open', id: '1'},
			{type: 'go', pane: 'indexes'},
			{type: 'list', id: 'tables', change: {filter: 'x', marks: new Set(['1'])}},
		] as UiAction[]) {
			reduce(before, action);
		}
		expect(before).toEqual(copy);
	});
});

describe('viewOf', () => {
	it('is the chosen view of the pane, else its first', () => {
		const views = {requests: 'servers', migrations: 'missing-objects', indexes: 'missing', waits: 'no such'};
		const others: Record<string, string> = {
			requests: 'servers',
			migrations: 'missing-objects',
			indexes: 'missing',
		};
		for (const pane of paneIds) {
			expect(viewOf({pane, views}).list).toBe(others[pane] ?? pane);
			expect(viewOf({pane, views: {}})).toBe(paneDefinitions[pane].views[0]);
		}
	});

	it('cycles through the others and back', () => {
		for (const {id: pane, views} of Object.values(paneDefinitions)) {
			const seen = new Set<string>();
			let ui: UiState = initialState(pane);
			for (const _view of views) {
				seen.add(viewOf(ui).id);
				const next = nextView(ui);
				if (next) ui = reduce(ui, {type: 'view', pane, view: next.id});
			}
			expect([pane, seen.size, viewOf(ui)]).toEqual([pane, views.length, views[0]]);
		}
	});
});
