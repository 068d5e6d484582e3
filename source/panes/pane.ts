import type {JournalStory} from '../actions/engine/journal-story.ts';
import type {Skin} from '../components/skin.ts';
import type {TableModel, TableState} from '../components/table/model.ts';
import {tableLines} from '../components/table/table-lines.ts';
import type {Focus} from '../domain/snapshot/detail.ts';
import {type PaneFacts, type PaneId, paneTable} from '../domain/snapshot/panes.ts';
import type {Measurement} from '../domain/tables/measurement.ts';
import type {SessionRow} from '../queries/sessions/sessions.ts';
import type {Live} from '../sampler/engine/live.ts';

/** The data that panes show beside the snapshot. */
export type Beside = {
	readonly stories: readonly JournalStory[];
	readonly journalFile: string;
	readonly journalProblem?: string | undefined;
};

/** The user's choices on panes. */
export type PaneChoices = {
	/** The row that is open, and how far its text is scrolled. */
	readonly detail: {readonly id: string; readonly offset: number} | undefined;
	/** Sessions: idle ones are left out; the statement takes the room of other columns. */
	readonly hideIdle: boolean;
	readonly wideQuery: boolean;
	/** Findings: kinds that are unfolded. */
	readonly openKinds: ReadonlySet<string>;
	/** Waits: how far the window on screen ends before the last sample. */
	readonly waitsBackMs: number;
	/** Exact measurements, by kind and oid. */
	readonly measured: Readonly<Record<string, Measurement>>;
};

/** The inputs of a table: data and choices, never a connection. */
export type PaneInput = {readonly live: Live; readonly ui: PaneChoices; readonly beside: Beside};

/** The inputs of a pane. */
export type PaneView = PaneInput & {
	readonly table: TableState;
	/** The table of the view, where its section has a value. */
	readonly model: TableModel<unknown> | undefined;
	readonly width: number;
	readonly height: number;
	readonly skin: Skin;
};

/** Screen lines, and how many rows of the table are among them. */
export type Drawn = {readonly lines: readonly string[]; readonly rows: number};

/** A list with a cursor, filter and sort of its own. */
export type ListId = PaneId | 'paths' | 'servers' | 'missing' | 'missing-objects';

type ViewFacts = {
	/** Among the views of its pane. */
	readonly id: string;
	/** Shown beside the key that leads to it. */
	readonly label: string;
	readonly list: ListId;
};

type ViewParts<Row> = {
	table?(input: PaneInput): TableModel<Row> | undefined;
	draw(view: PaneView): Drawn;
	/** One row in full. */
	detail?(row: Row, view: PaneView): string[];
	/** The detail to read for the opened row; undefined if the snapshot has all of it. */
	focus?(id: string, live: Live): Focus | undefined;
	/** The session behind a row. */
	session?(id: string, live: Live): SessionRow | undefined;
};

/** One of the views of a pane, which the key o leads through. */
export type ViewDefinition = ViewFacts & ViewParts<unknown>;

/** Everything that belongs to a pane. Most have one view. */
export type PaneDefinition = PaneFacts & {
	readonly id: PaneId;
	readonly views: readonly [ViewDefinition, ...ViewDefinition[]];
};

/** A view among several; the rows of its table are of one type. */
export function defineView<Row>(view: ViewFacts & ViewParts<Row>): ViewDefinition {
	return view as ViewDefinition;
}

export function definePane(
	id: PaneId,
	...views: readonly [ViewDefinition, ...ViewDefinition[]]
): PaneDefinition {
	return {id, ...paneTable[id], views};
}

/** A pane with one view. */
export function defineSimplePane<Row>(id: PaneId, view: ViewParts<Row>): PaneDefinition {
	return definePane(id, defineView<Row>({id, label: paneTable[id].title.toLowerCase(), list: id, ...view}));
}

/** One view for each of several names. */
export function mapViews<const Id extends string>(
	ids: readonly [Id, ...Id[]],
	of: (id: Id) => ViewDefinition,
): readonly [ViewDefinition, ...ViewDefinition[]] {
	const [first, ...others] = ids;
	return [of(first), ...others.map(of)];
}

/** Some lines, and below them the table in the room that is left. */
export function aboveTable(top: readonly string[], view: PaneView): Drawn {
	const {live, model, table, width, height, skin} = view;
	const size = {width, height: height - top.length};
	if (!model || size.height < 2) return {lines: top.slice(0, height), rows: 0};
	return {lines: [...top, ...tableLines(model, table, size, live.now, skin)], rows: size.height - 1};
}
