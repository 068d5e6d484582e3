import {describe, expect, it} from 'vitest';
import {placeColumns} from '../../source/components/table/columns.ts';
import type {Column} from '../../source/components/table/model.ts';

const column = (id: string, width: number, flexible = false): Column<unknown> => ({
	id,
	title: id,
	width,
	...(flexible ? {flexible} : {}),
	text: () => id,
	order: () => id,
});
/** Each takes its width and a blank before it. */
const columns = [column('name', 10, true), column('a', 4), column('b', 4), column('c', 4), column('d', 9)];

const place = (width: number, shift: number, of = columns) => {
	const placed = placeColumns(of, width, shift);
	return {...placed, shown: placed.columns.map(item => `${item.column.id}${item.width}`).join(' ')};
};

describe('placeColumns', () => {
	it.each([
		[
			'all where there is room, the flexible one with what is left',
			50,
			0,
			'name25 a4 b4 c4 d9',
			false,
			false,
		],
		['as many as fit', 21, 0, 'name11 a4 b4', false, true],
		['exactly as many as fit', 20, 0, 'name10 a4 b4', false, true],
		['the first always, scrolled or not', 21, 1, 'name11 b4 c4', true, true],
		['the last comes into sight', 25, 3, 'name10 c4 d9', true, false],
		['not further than that', 25, 99, 'name10 c4 d9', true, false],
		['the first alone where there is room for no other', 12, 0, 'name12', false, true],
		['the first cut where there is not even room for it', 6, 0, 'name6', false, true],
	])('%s', (_what, width, shift, shown, left, right) => {
		const placed = place(width, shift);
		expect(placed.shown).toBe(shown);
		expect(placed.more).toEqual({left, right});
	});

	it('cuts a column wider than the room beside the first', () => {
		const of = [column('id', 10), column('a', 4), column('wide', 50)];
		expect(place(40, 0, of).shown).toBe('id35 a4');
		expect(place(40, 1, of).shown).toBe('id10 wide29');
		expect(place(40, 1, of).more).toEqual({left: true, right: false});
	});

	it('lets the flexible column grow to its maximum, and leaves the rest blank', () => {
		const of = [{...column('name', 10, true), most: 30}, column('a', 4)];
		expect(place(20, 0, of).shown).toBe('name15 a4');
		expect(place(200, 0, of).shown).toBe('name30 a4');
	});

	it('limits the shift to the last column', () => {
		expect(place(50, 0).maxShift).toBe(0);
		expect(place(25, 0).maxShift).toBe(2);
		expect(place(20, 0).maxShift).toBe(3);
		expect(place(6, 0).maxShift).toBe(3);
	});

	it('gives spare width to the first column when the flexible one is scrolled out', () => {
		const of = [column('id', 5), column('wide', 10, true), column('a', 4), column('b', 4)];
		expect(place(30, 0, of).shown).toBe('id5 wide14 a4 b4');
		expect(place(16, 1, of).shown).toBe('id6 a4 b4');
	});

	it('takes one column, or none', () => {
		expect(place(20, 3, [column('only', 5)])).toMatchObject({shown: 'only20', maxShift: 0});
		expect(place(20, 0, [])).toMatchObject({shown: '', maxShift: 0});
	});

	it('never exceeds the width, and always shows the first column', () => {
		for (let width = 1; width < 60; width++) {
			for (let shift = 0; shift < 6; shift++) {
				const placed = placeColumns(columns, width, shift).columns;
				const used = placed.reduce((sum, item) => sum + item.width, 0) + placed.length - 1;
				expect([width, shift, used <= width, placed[0]?.column.id]).toEqual([width, shift, true, 'name']);
			}
		}
	});

	it('shows every column at some shift', () => {
		for (const width of [20, 25, 33]) {
			const seen = new Set<string>();
			for (let shift = 0; shift <= place(width, 0).maxShift; shift++) {
				for (const item of placeColumns(columns, width, shift).columns) seen.add(item.column.id);
			}
			expect(seen.size).toBe(columns.length);
		}
	});
});
