import type {Glyphs} from '../../theme/glyphs.ts';
import type {Token} from '../../theme/tokens.ts';

type CellContext = {readonly now: Date; readonly glyphs: Glyphs};

/** One column of a live table. */
export type Column<Row> = {
	readonly id: string;
	readonly title: string;
	/** Width on screen. The flexible column takes the remaining width, at least this much. */
	readonly width: number;
	readonly flexible?: boolean;
	/** Maximum width of the flexible column: on a wide screen, figures stay near their name. */
	readonly most?: number;
	readonly align?: 'left' | 'right';
	/** Where a text that is too wide is cut: `middle` for names that share a prefix. */
	readonly cut?: 'end' | 'middle';
	text(row: Row, context: CellContext): string;
	/** The sort key; null always comes last. */
	order(row: Row): string | number | null;
	/** The first sort is descending, as for numbers. */
	readonly descendingFirst?: boolean;
	tone?(row: Row): Token | undefined;
};

/** The table of a pane. Rows are identified by `id` across samples, never by position. */
export type TableModel<Row> = {
	readonly columns: readonly Column<Row>[];
	readonly rows: readonly Row[];
	id(row: Row): string;
	/** Short name of the row, for a plan or a message. */
	name(row: Row): string;
	/** The text to copy, if it is not the name. */
	copy?(row: Row): string | undefined;
	/** The text that a filter matches. */
	search(row: Row): string;
	readonly defaultSort: Sort;
	/** Enter unfolds or folds rows below this one instead of opening it. */
	unfolds?(row: Row): boolean;
	/** Shown without rows. */
	readonly empty: string;
	/** Rows can be marked for an action. */
	readonly markable?: boolean;
};

export type Sort = {readonly column: string; readonly descending: boolean};

/** The state of a table that the user changes. */
export type TableState = {
	/** The selected row by id, and its last position. */
	readonly cursor: {readonly id: string; readonly index: number} | undefined;
	/** The first row on screen. */
	readonly offset: number;
	readonly sort: Sort | undefined;
	readonly filter: string;
	readonly marks: ReadonlySet<string>;
	/** Number of columns scrolled out to the left. */
	readonly shift: number;
	/** The order of the rows when the cursor last moved, and how long it is held. */
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

/** How long the order is held after the cursor moved, so that no row moves away under it. */
export const holdMs = 3000;
