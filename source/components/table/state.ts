import type {Sort} from './column.ts';

/** What the user has done to a table. */
export type TableState = {
	/** The selected row, by identity, and the place that it had. */
	readonly cursor: {readonly id: string; readonly index: number} | undefined;
	/** The first row on screen. */
	readonly offset: number;
	readonly sort: Sort | undefined;
	readonly filter: string;
	readonly marks: ReadonlySet<string>;
	/** How many of the columns that can move are scrolled out to the left. */
	readonly shift: number;
	/** Rows in the order that they had when the cursor last moved, and until when that is kept. */
	readonly held: {readonly ids: readonly string[]; readonly until: number} | undefined;
};

export const emptyTableState: TableState = {
	cursor: undefined,
	offset: 0,
	sort: undefined,
	filter: '',
	marks: new Set(),
	shift: 0,
	held: undefined,
};

/** How long rows keep their order after the cursor has moved, so that none slips away under it. */
export const holdMs = 3000;
