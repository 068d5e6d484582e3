import type {Arranged} from './arrange.ts';
import type {TableState} from './model.ts';

export type TableWindow<Row> = {
	/** The rows on screen; `undefined` stands for a selected row that no longer exists. */
	readonly rows: ReadonlyArray<Row | undefined>;
	readonly offset: number;
	/** Position of the cursor among all rows, with the ghost counted. */
	readonly cursorIndex: number;
	readonly cursorId: string | undefined;
	/** The selected row no longer exists. */
	readonly ghost: boolean;
	readonly count: number;
};

/**
The part of the rows that fits. The cursor follows its row; where that has vanished, a ghost keeps its place until the
cursor is moved, so that the next key does not hit its neighbor.
*/
export function tableWindow<Row>(
	{rows, ids}: Arranged<Row>,
	state: TableState,
	height: number,
): TableWindow<Row> {
	const {cursor} = state;
	const found = cursor ? ids.indexOf(cursor.id) : -1;
	const ghost = cursor !== undefined && found === -1;
	const place = cursor ? (ghost ? Math.min(cursor.index, rows.length) : found) : 0;
	const shown: ReadonlyArray<Row | undefined> = ghost
		? [...rows.slice(0, place), undefined, ...rows.slice(place)]
		: rows;
	const count = shown.length;
	const last = Math.max(0, count - height);
	const offset = Math.min(last, Math.max(0, Math.min(state.offset, place), place - height + 1));
	return {
		rows: shown.slice(offset, offset + height),
		offset,
		cursorIndex: place,
		cursorId: ghost ? undefined : ids[place],
		ghost,
		count,
	};
}
