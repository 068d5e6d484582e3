import type {Column} from './model.ts';

type PlacedColumn<Row> = {readonly column: Column<Row>; readonly width: number};

type PlacedColumns<Row> = {
	readonly columns: readonly PlacedColumn<Row>[];
	/** More columns to the left or right. */
	readonly more: {readonly left: boolean; readonly right: boolean};
	/** The maximum shift. */
	readonly maxShift: number;
};

/** Blanks between two columns. */
const gap = 1;
/** Minimum width of a cut column. */
const least = 8;

/**
Columns that fit into `width`: the first always, since it says which row it is; of the others those from `shift` on. The
flexible one takes the room that is left.
*/
export function placeColumns<Row>(
	columns: readonly Column<Row>[],
	width: number,
	shift: number,
): PlacedColumns<Row> {
	const [first, ...movable] = columns;
	if (!first) return {columns: [], more: {left: false, right: false}, maxShift: 0};
	const maxShift = greatestShift(first, movable, width);
	const start = Math.min(shift, maxShift);
	const placed: PlacedColumn<Row>[] = [{column: first, width: first.width}];
	let used = first.width;
	let end = start;
	for (const column of movable.slice(start)) {
		const room = width - used - gap;
		// Always show one column beside the first, cut if needed: a wide one would be out of reach otherwise.
		const own = placed.length === 1 ? Math.min(column.width, Math.max(room, least)) : column.width;
		if (own > room) break;
		placed.push({column, width: own});
		used += gap + own;
		end++;
	}
	const flexible = placed.find(({column}) => column.flexible) ?? placed[0];
	const spare = Math.max(0, width - used);
	return {
		columns: placed.map(item => {
			const {most = width} = item.column;
			const own = item === flexible ? Math.max(item.width, Math.min(item.width + spare, most)) : item.width;
			return {column: item.column, width: Math.min(width, own)};
		}),
		more: {left: start > 0, right: end < movable.length},
		maxShift,
	};
}

/** The shift that shows the last column. */
function greatestShift<Row>(first: Column<Row>, movable: readonly Column<Row>[], width: number): number {
	let used = first.width;
	let shown = 0;
	for (const column of movable.toReversed()) {
		used += gap + column.width;
		if (used > width) break;
		shown++;
	}
	return Math.max(0, movable.length - Math.max(1, shown));
}
