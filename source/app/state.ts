import type {RunProgress} from '../actions/engine/progress.ts';
import {emptyTableState, type TableState} from '../components/table/state.ts';
import {type PaneId, paneIds} from '../domain/snapshot/pane-ids.ts';
import type {Measurement} from '../domain/tables/measurement.ts';
import type {IndexList} from '../panes/indexes/pane.ts';
import type {MigrationList} from '../panes/registry/missing.ts';
import type {RequestList} from '../panes/requests/groups.ts';
import type {Variants} from '../panes/variants.ts';
import type {Sheet} from './sheet.ts';

/** Lists that have a cursor: one on each pane, two on those of requests and migrations, none on the overview. */
const listIds = [
	...paneIds.filter(id => id !== 'overview' && id !== 'requests'),
	'paths',
	'servers',
	'missing-objects',
	'missing',
] as const;
export type ListId = (typeof listIds)[number];

export type Toast = {
	readonly text: string;
	readonly tone: 'info' | 'error';
	readonly until: number | undefined;
};

/** What the user has done, as opposed to what the server has said. */
export type UiState = {
	readonly pane: PaneId;
	readonly lastPane: PaneId;
	readonly requestList: RequestList;
	/** Of panes with several views of the same, which one: its place among them. */
	readonly variants: Variants;
	/** How far before the last look the waits on screen end. */
	readonly waitsBackMs: number;
	readonly migrationList: MigrationList;
	/** Of the sessions: those that are idle are left out; the statement has the columns of others. */
	readonly hideIdle: boolean;
	readonly wideQuery: boolean;
	/** Of the findings: lines of a kind with all that they stand for below them. */
	readonly openKinds: ReadonlySet<string>;
	readonly indexList: IndexList;
	readonly lists: Readonly<Record<ListId, TableState>>;
	/** The row that is opened on the pane, and how far its text is scrolled. */
	readonly detail: {readonly id: string; readonly offset: number} | undefined;
	readonly sheet: Sheet | undefined;
	/** The finding that was shown last: from here the next one is counted. */
	readonly finding: string | undefined;
	readonly toast: Toast | undefined;
	readonly run: RunProgress | undefined;
	/** What was measured exactly, by kind and number. */
	readonly measured: Readonly<Record<string, Measurement>>;
	/** Quitting was asked for while something runs; again before then, and it is meant. */
	readonly quitUntil: number | undefined;
};

export function initialState(pane: PaneId = 'overview'): UiState {
	return {
		pane,
		lastPane: 'overview',
		requestList: 'paths',
		variants: {},
		waitsBackMs: 0,
		migrationList: 'migrations',
		hideIdle: false,
		wideQuery: false,
		openKinds: new Set(),
		indexList: 'indexes',
		lists: Object.fromEntries(listIds.map(id => [id, emptyTableState])) as Record<ListId, TableState>,
		detail: undefined,
		sheet: undefined,
		finding: undefined,
		toast: undefined,
		run: undefined,
		measured: {},
		quitUntil: undefined,
	};
}

/** The list that has the keys on the pane of this state. */
export function listOf({
	pane,
	requestList,
	migrationList,
	indexList,
}: Pick<UiState, 'pane' | 'requestList' | 'migrationList' | 'indexList'>): ListId | undefined {
	if (pane === 'overview') return undefined;
	if (pane === 'migrations') return migrationList;
	if (pane === 'indexes') return indexList;
	return pane === 'requests' ? requestList : pane;
}
