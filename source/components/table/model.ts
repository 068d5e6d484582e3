import type {Glyphs} from '../../theme/glyphs.ts';
import type {Token} from '../../theme/tokens.ts';

type CellContext = {readonly now: Date; readonly glyphs: Glyphs};

/** One column of a live table. */
export type Column<Row> = {
	readonly id: string;
	readonly title: string;
	/** Columns on screen. The flexible one takes what is left, and has this at least. */
	readonly width: number;
	readonly flexible?: boolean;
	/** Widest that the flexible one becomes: on a wide screen figures stay near the name that they belong to. */
	readonly most?: number;
	readonly align?: 'left' | 'right';
	/** Where a text that is too wide loses its characters: `middle` for names that begin alike and differ at the end. */
	readonly cut?: 'end' | 'middle';
	text(row: Row, context: CellContext): string;
	/** What it is ordered by; null comes last, whichever way. */
	order(row: Row): string | number | null;
	/** Numbers begin with the greatest. */
	readonly descendingFirst?: boolean;
	tone?(row: Row): Token | undefined;
};

/** What a pane gives its table. Rows are found again by `id` at every sample, never by their place. */
export type TableModel<Row> = {
	readonly columns: readonly Column<Row>[];
	readonly rows: readonly Row[];
	id(row: Row): string;
	/** The row in a word, for a plan or a message. */
	name(row: Row): string;
	/** What is copied of it, where that is not its name. */
	copy?(row: Row): string | undefined;
	/** What a filter looks in. */
	search(row: Row): string;
	readonly defaultSort: Sort;
	/** Enter shows more rows below this one, or takes them away, in place of opening it. */
	unfolds?(row: Row): boolean;
	/** Said where there are no rows at all. */
	readonly empty: string;
	/** Rows can be marked for an action. */
	readonly markable?: boolean;
};

export type Sort = {readonly column: string; readonly descending: boolean};

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
