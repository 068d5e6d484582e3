import {describe, expect, it} from 'vitest';
import {arrange, matcher, sortRows} from '../../source/components/table/arrange.ts';
import {
	type Column,
	emptyTableState,
	type TableModel,
	type TableState,
} from '../../source/components/table/model.ts';

type Row = {id: string; name: string; size: number | null};

const columns: Column<Row>[] = [
	{id: 'name', title: 'name', width: 10, text: row => row.name, order: row => row.name},
	{id: 'size', title: 'size', width: 5, text: row => String(row.size), order: row => row.size},
];
const modelOf = (rows: readonly Row[]): TableModel<Row> => ({
	columns,
	rows,
	id: ({id}) => id,
	name: ({name}) => name,
	search: ({name}) => name,
	defaultSort: {column: 'name', descending: false},
	empty: 'nothing',
});
const row = (id: string, name: string, size: number | null = 0): Row => ({id, name, size});
const stateOf = (change: Partial<TableState> = {}): TableState => ({...emptyTableState, ...change});

describe('matcher', () => {
	it.each([
		['', 'anything', true],
		['LOG', 'request_logs', true],
		['log', 'tenants', false],
		['!log', 'tenants', true],
		['!log', 'request_logs', false],
		['!', 'what!', true],
		['!', 'what', false],
		['/^re.*s$/', 'request_logs', true],
		['/^log/', 'request_logs', false],
		['!/^log/', 'request_logs', true],
		['/LOGS/', 'request_logs', true],
		['/', 'a/b', true],
		['//', 'a//b', true],
		['a.b', 'axb', false],
	])('%j on %j: %s', (filter, text, expected) => {
		expect(matcher(filter)(text)).toBe(expected);
	});

	it('takes an incomplete expression as text', () => {
		expect(matcher('/(ab/')('x/(ab/x')).toBe(true);
		expect(matcher('/(ab/')('ab')).toBe(false);
	});
});

describe('sortRows', () => {
	const [name, size] = columns as [Column<Row>, Column<Row>];
	const sorted = (rows: readonly Row[], column: Column<Row>, descending: boolean) =>
		sortRows(rows, column, descending, ({id}) => id).map(({id}) => id);
	const rows = [row('a', 'idx_10', 5), row('b', 'idx_9', null), row('c', 'Idx_1', 70), row('d', 'idx_2', 5)];

	it('sorts numbers as numbers, and null last in both directions', () => {
		expect(sorted(rows, size, false)).toEqual(['a', 'd', 'c', 'b']);
		expect(sorted(rows, size, true)).toEqual(['c', 'a', 'd', 'b']);
	});

	it('sorts text naturally: embedded numbers by value, case-insensitive', () => {
		expect(sorted(rows, name, false)).toEqual(['c', 'd', 'b', 'a']);
	});

	it('sorts equal rows by id in both directions, so that nothing jumps between samples', () => {
		const same = [row('3', 'x'), row('1', 'x'), row('2', 'x')];
		expect(sorted(same, name, false)).toEqual(['1', '2', '3']);
		expect(sorted(same, name, true)).toEqual(['1', '2', '3']);
		expect(sorted([row('2', 'A'), row('1', 'a')], size, false)).toEqual(['1', '2']);
	});

	it('gives the same order for any input order', () => {
		expect(sorted(rows.toReversed(), size, true)).toEqual(sorted(rows, size, true));
	});

	it('does not change its input', () => {
		const given = [row('b', 'b'), row('a', 'a')];
		sorted(given, name, false);
		expect(given.map(({id}) => id)).toEqual(['b', 'a']);
	});
});

describe('arrange', () => {
	const model = modelOf([row('1', 'one', 1), row('2', 'two', 2), row('3', 'three', 3)]);

	it('sorts by default or by the chosen column', () => {
		expect(arrange(model, stateOf(), 0).ids).toEqual(['1', '3', '2']);
		const sort = {column: 'size', descending: true};
		expect(arrange(model, stateOf({sort}), 0)).toMatchObject({ids: ['3', '2', '1'], sort});
	});

	it('sorts by default if the chosen column no longer exists', () => {
		expect(arrange(model, stateOf({sort: {column: 'gone', descending: false}}), 0).ids).toEqual([
			'1',
			'3',
			'2',
		]);
	});

	it('filters, and counts all rows', () => {
		expect(arrange(model, stateOf({filter: 't'}), 0)).toMatchObject({ids: ['3', '2'], total: 3});
		expect(arrange(model, stateOf({filter: '!t'}), 0).ids).toEqual(['1']);
		expect(arrange(model, stateOf({filter: 'none'}), 0)).toMatchObject({ids: [], total: 3});
	});

	describe('while the cursor moves', () => {
		const sort = {column: 'size', descending: true};
		const held = {ids: ['1', '3', '2'], until: 1000};

		it('holds the order, and reports it', () => {
			expect(arrange(model, stateOf({sort, held}), 999)).toMatchObject({ids: ['1', '3', '2'], held: true});
			expect(arrange(model, stateOf({sort, held}), 1000)).toMatchObject({ids: ['3', '2', '1'], held: false});
		});

		it('adds new rows at the end, and closes gaps', () => {
			const next = modelOf([row('9', 'new', 9), row('8', 'new', 8), row('2', 'two', 2), row('1', 'one', 1)]);
			expect(arrange(next, stateOf({sort, held}), 0).ids).toEqual(['1', '2', '9', '8']);
		});
	});

	it('arranges 40,000 rows once for the same rows, sort and filter', () => {
		const many = modelOf(
			Array.from({length: 40_000}, (_unused, index) => row(String(index), `row ${index}`)),
		);
		const first = arrange(many, stateOf(), 0);
		expect(arrange({...many}, stateOf({cursor: {id: '7', index: 7}, offset: 3}), 5000)).toBe(first);
		expect(arrange(many, stateOf({marks: new Set(['1']), shift: 2}), 5000)).toBe(first);
		expect(arrange(many, stateOf({filter: '99'}), 0)).not.toBe(first);
		expect(arrange(many, stateOf({sort: {column: 'size', descending: true}}), 0)).not.toBe(first);
		expect(arrange(modelOf([...many.rows]), stateOf(), 0)).not.toBe(first);
		const held = {ids: first.ids, until: 10};
		const still = arrange(many, stateOf({held}), 5);
		expect(arrange(many, stateOf({held, offset: 9}), 9)).toBe(still);
		expect(arrange(many, stateOf({held}), 10)).not.toBe(still);
	});
});
