import type {Column, Sort, TableModel, TableState} from './model.ts';

export type Arranged<Row> = {
	readonly rows: readonly Row[];
	readonly ids: readonly string[];
	readonly total: number;
	readonly sort: Sort;
	/** The order is held since the cursor moved. */
	readonly held: boolean;
};

/** `text` contained, `!text` not contained, `/expression/` as a regular expression; case-insensitive. */
export function matcher(filter: string): (text: string) => boolean {
	if (filter === '') return () => true;
	if (filter.startsWith('!') && filter.length > 1) {
		const wanted = matcher(filter.slice(1));
		return text => !wanted(text);
	}
	const expression = /^\/(.+)\/$/.exec(filter)?.[1];
	if (expression !== undefined) {
		try {
			const pattern = new RegExp(expression, 'i');
			return text => pattern.test(text);
		} catch {
			// Probably half typed: until it is valid, it is taken as text.
		}
	}
	const wanted = filter.toLowerCase();
	return text => text.toLowerCase().includes(wanted);
}

const collator = new Intl.Collator('en', {numeric: true});

/** Rows sorted by a column, then by id, so that equal rows do not jump between samples. */
export function sortRows<Row>(
	rows: readonly Row[],
	column: Column<Row>,
	descending: boolean,
	id: (row: Row) => string,
): Row[] {
	const keyed = rows.map(row => ({row, key: column.order(row), id: id(row)}));
	const direction = descending ? -1 : 1;
	keyed.sort((a, b) => {
		if (a.key === b.key) return a.id < b.id ? -1 : 1;
		if (a.key === null) return 1;
		if (b.key === null) return -1;
		const difference =
			typeof a.key === 'number' && typeof b.key === 'number'
				? a.key - b.key
				: collator.compare(String(a.key), String(b.key));
		return difference === 0 ? (a.id < b.id ? -1 : 1) : difference * direction;
	});
	return keyed.map(({row}) => row);
}

type Memo = {key: string; value: Arranged<unknown>};
const memo = new WeakMap<readonly unknown[], Memo>();

/**
The rows that pass the filter, in order. Kept for the same rows, sort and filter: with 40,000 rows a key must not sort
them again.
*/
export function arrange<Row>(model: TableModel<Row>, state: TableState, now: number): Arranged<Row> {
	const sort = state.sort ?? model.defaultSort;
	const held = state.held && state.held.until > now ? state.held : undefined;
	const key = `${sort.column} ${sort.descending} ${held?.until ?? ''} ${state.filter}`;
	const known = memo.get(model.rows);
	if (known?.key === key) return known.value as Arranged<Row>;

	const passes = matcher(state.filter);
	const matching = state.filter === '' ? model.rows : model.rows.filter(row => passes(model.search(row)));
	const column = model.columns.find(({id}) => id === sort.column) ?? model.columns[0];
	const sorted = column ? sortRows(matching, column, sort.descending, row => model.id(row)) : [...matching];
	const rows = held ? inHeldOrder(sorted, held.ids, row => model.id(row)) : sorted;
	const value = {
		rows,
		ids: rows.map(row => model.id(row)),
		total: model.rows.length,
		sort,
		held: held !== undefined,
	};
	memo.set(model.rows, {key, value: value as Arranged<unknown>});
	return value;
}

/** Known rows in their held order, new rows after them. */
function inHeldOrder<Row>(rows: readonly Row[], ids: readonly string[], id: (row: Row) => string): Row[] {
	const place = new Map(ids.map((known, index) => [known, index]));
	const last = ids.length;
	return rows
		.map((row, index) => ({row, place: place.get(id(row)) ?? last + index}))
		.sort((a, b) => a.place - b.place)
		.map(({row}) => row);
}
