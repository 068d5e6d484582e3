import {describe, expect, it} from 'vitest';
import {climb} from '../../source/app/commands/global.ts';
import {reduce} from '../../source/app/reduce.ts';
import type {UiState} from '../../source/app/state.ts';
import {emptyTableState} from '../../source/components/table/model.ts';
import {frameOf, quietServices, uiOn} from '../helpers/render.ts';

/** One Esc, as the console hears it. */
function pressEscape(before: UiState): {after: UiState; asked: string[]} {
	let after = before;
	const services = quietServices();
	const dispatch = (action: Parameters<typeof reduce>[1]) => {
		after = reduce(after, action);
	};
	climb(frameOf({ui: before, services, dispatch}).context);
	return {after, asked: services.asked};
}

const everything = uiOn('indexes', {
	toast: {text: 'failed', tone: 'error', until: undefined},
	detail: {id: '101', offset: 2},
	lists: {
		...uiOn('indexes').lists,
		indexes: {...emptyTableState, marks: new Set(['101', '102']), filter: 'idx'},
	},
});

describe('Esc', () => {
	it('goes back one step at a time, and stops at the overview', () => {
		const rungs: string[] = [];
		let state = everything;
		for (let press = 0; press < 8; press++) {
			state = pressEscape(state).after;
			const {marks, filter} = state.lists.indexes;
			rungs.push(
				[
					state.toast && 'message',
					state.detail && 'row',
					marks.size > 0 && 'marks',
					filter !== '' && 'filter',
					state.pane,
				]
					.filter(Boolean)
					.join(' '),
			);
		}
		expect(rungs).toEqual([
			'row marks filter indexes',
			'marks filter indexes',
			'filter indexes',
			'indexes',
			'overview',
			'overview',
			'overview',
			'overview',
		]);
	});

	it('never quits, and queries nothing', () => {
		let state = everything;
		for (let press = 0; press < 8; press++) {
			const {after, asked} = pressEscape(state);
			expect(asked).toEqual([]);
			state = after;
		}
	});

	it('keeps the cursor', () => {
		const cursor = {id: '102', index: 1};
		const filtered = {...emptyTableState, filter: 'idx', cursor};
		const before = uiOn('indexes', {lists: {...everything.lists, indexes: filtered}});
		expect(pressEscape(before).after.lists.indexes).toMatchObject({filter: '', cursor});
	});
});
