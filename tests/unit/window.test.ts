import {describe, expect, it} from 'vitest';
import type {Arranged} from '../../source/components/table/arrange.ts';
import {emptyTableState} from '../../source/components/table/model.ts';
import {tableWindow} from '../../source/components/table/window.ts';

const arranged = (...ids: readonly string[]): Arranged<string> => ({
	rows: ids,
	ids,
	total: ids.length,
	sort: {column: 'x', descending: false},
	held: false,
});
const letters = [...'abcdefghij'];
const at = (id: string, index: number, offset = 0) => ({...emptyTableState, cursor: {id, index}, offset});

describe('tableWindow', () => {
	it('starts at the top with the cursor on the first row', () => {
		expect(tableWindow(arranged(...letters), emptyTableState, 3)).toEqual({
			rows: ['a', 'b', 'c'],
			offset: 0,
			cursorIndex: 0,
			cursorId: 'a',
			ghost: false,
			count: 10,
		});
	});

	it.each([
		['stays where it is while the cursor is in sight', at('e', 4, 3), 3, 'def'],
		['scrolls down to the cursor', at('h', 7, 0), 5, 'fgh'],
		['scrolls up to the cursor', at('b', 1, 6), 1, 'bcd'],
		['does not scroll past the end', at('j', 9, 99), 7, 'hij'],
	])('%s', (_what, state, offset, rows) => {
		const window = tableWindow(arranged(...letters), state, 3);
		expect([window.offset, window.rows.join('')]).toEqual([offset, rows]);
	});

	it('follows its row after a sort', () => {
		const window = tableWindow(arranged(...letters.toReversed()), at('b', 1), 3);
		expect(window).toMatchObject({cursorId: 'b', cursorIndex: 8, rows: ['d', 'c', 'b'], ghost: false});
	});

	describe('when the selected row no longer exists', () => {
		const rest = letters.filter(letter => letter !== 'c');

		it('keeps its position with a ghost, so that the next key does not hit its neighbor', () => {
			const window = tableWindow(arranged(...rest), at('c', 2), 4);
			expect(window).toMatchObject({
				rows: ['a', 'b', undefined, 'd'],
				cursorIndex: 2,
				ghost: true,
				count: 10,
			});
			expect(window.cursorId).toBeUndefined();
		});

		it('keeps its position at the end', () => {
			const window = tableWindow(arranged('a', 'b'), at('c', 2), 3);
			expect(window).toMatchObject({rows: ['a', 'b', undefined], cursorIndex: 2, cursorId: undefined});
		});

		it('keeps its position when many rows or all rows are gone', () => {
			expect(tableWindow(arranged('a'), at('j', 9), 3)).toMatchObject({
				rows: ['a', undefined],
				cursorIndex: 1,
			});
			expect(tableWindow(arranged(), at('j', 9), 3)).toMatchObject({rows: [undefined], cursorId: undefined});
		});

		it('selects the row again when it returns', () => {
			expect(tableWindow(arranged(...letters), at('c', 2), 4)).toMatchObject({cursorId: 'c', ghost: false});
		});
	});

	it('has no row to act on in an empty list', () => {
		expect(tableWindow(arranged(), emptyTableState, 3)).toMatchObject({
			rows: [],
			cursorId: undefined,
			count: 0,
		});
	});

	it('always shows the cursor, and no empty line while rows exist', () => {
		for (let height = 1; height < 13; height++) {
			for (const [index, id] of letters.entries()) {
				for (let offset = 0; offset < 15; offset++) {
					const window = tableWindow(arranged(...letters), at(id, index, offset), height);
					expect(window.rows).toContain(id);
					expect(window.rows).toHaveLength(Math.min(height, letters.length));
				}
			}
		}
	});
});
