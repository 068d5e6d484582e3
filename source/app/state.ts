import type {Request} from '../actions/action.ts';
import type {JournalStory} from '../actions/journal-story.ts';
import type {Plan} from '../actions/plan.ts';
import type {RunProgress} from '../actions/progress.ts';
import {emptyTableState, type TableState} from '../components/table/state.ts';
import type {IndexList} from '../panes/indexes/pane.ts';
import type {MigrationList} from '../panes/migrations/lacking.ts';
import type {RequestList} from '../panes/requests/groups.ts';
import type {Variants} from '../panes/variants.ts';
import type {FindingLine} from '../snapshot/finding-groups.ts';
import {type Measurement, type MeasurePlan, measureKey, type Obstacle} from '../snapshot/measurement.ts';
import {type PaneId, paneIds} from '../snapshot/pane-ids.ts';

/** Lists that have a cursor: one on each pane, two on those of requests and migrations, none on the overview. */
const listIds = [
	...paneIds.filter(id => id !== 'overview' && id !== 'requests'),
	'paths',
	'servers',
	'lacking',
	'missing',
] as const;
export type ListId = (typeof listIds)[number];

export type MenuItem = {
	readonly title: string;
	/** Why it can't be chosen now. */
	readonly disabled?: string;
	/** Why it is what fits, in full below the menu while the cursor is on it. */
	readonly why?: string;
	readonly choose: {readonly request: Request} | {readonly open: 'undo'} | {readonly ask: Ask};
};

/** A line of text that an action is made of. */
export type Ask = {
	readonly title: string;
	/** What may be written. */
	readonly hint: string;
	readonly text: string;
	/** @throws {UserError} where it can't be understood */
	request(text: string): Request;
};

/** Exact measuring: what it would read, that it runs, or why it can't. */
type MeasureSheet = {readonly kind: 'measure'; readonly name: string} & (
	| {readonly stage: 'asking'}
	| ({readonly stage: 'impossible'} & Obstacle)
	| {readonly stage: 'ready'; readonly plan: MeasurePlan; readonly openedAt: number}
	| {readonly stage: 'running'; readonly plan: MeasurePlan; readonly startedAt: number}
);

/** What lies over the lower part of the screen and takes the keys. */
export type Sheet =
	| {readonly kind: 'help'; readonly offset: number}
	| {readonly kind: 'palette'; readonly text: string; readonly cursor: number}
	| {readonly kind: 'filter'; readonly before: string}
	/** Text that is asked for, and what for. */
	| {readonly kind: 'acknowledge'; readonly finding: FindingLine; readonly text: string}
	| {readonly kind: 'sort'; readonly cursor: number}
	| {
			readonly kind: 'menu';
			readonly title: string;
			readonly items: readonly MenuItem[];
			readonly cursor: number;
	  }
	| {readonly kind: 'undo'; readonly stories: readonly JournalStory[]; readonly cursor: number}
	| {readonly kind: 'ask'; readonly ask: Ask}
	| {readonly kind: 'planning'; readonly title: string}
	| {
			readonly kind: 'plan';
			readonly plan: Plan;
			readonly offset: number;
			readonly focus: 'cancel' | 'run';
			readonly typed: string;
			/** When it opened: an Enter right after that was meant for something else. */
			readonly openedAt: number;
	  }
	| {readonly kind: 'run'; readonly offset: number}
	| MeasureSheet;

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

export type UiAction =
	| {type: 'go'; pane: PaneId}
	| {type: 'list'; id: ListId; change: Partial<TableState>}
	| {type: 'finding'; id: string}
	| {type: 'request-list'; list: RequestList}
	| {type: 'waits-back'; backMs: number}
	| {type: 'variant'; pane: PaneId; index: number}
	| {type: 'migration-list'; list: MigrationList}
	| {type: 'look'; change: Partial<Pick<UiState, 'hideIdle' | 'wideQuery' | 'openKinds'>>}
	| {type: 'index-list'; list: IndexList}
	| {type: 'open'; id: string}
	| {type: 'scroll'; offset: number}
	| {type: 'close-detail'}
	| {type: 'sheet'; sheet: Sheet | undefined}
	| {type: 'planned'; of: Sheet; sheet: Sheet | undefined; toast?: Toast | undefined}
	| {type: 'toast'; toast: Toast | undefined}
	| {type: 'run'; run: RunProgress | undefined}
	| {type: 'measured'; measurement: Measurement}
	| {type: 'quit-asked'; until: number | undefined};

export function reduce(state: UiState, action: UiAction): UiState {
	switch (action.type) {
		case 'go':
			return action.pane === state.pane && !state.detail
				? {...state, sheet: undefined}
				: {
						...state,
						pane: action.pane,
						finding: action.pane === 'overview' ? undefined : state.finding,
						lastPane: action.pane === state.pane ? state.lastPane : state.pane,
						detail: undefined,
						sheet: undefined,
						// What was said of the pane that is left.
						toast: undefined,
					};
		case 'list':
			return {...state, lists: {...state.lists, [action.id]: {...state.lists[action.id], ...action.change}}};
		case 'finding':
			return {...state, finding: action.id};
		case 'request-list':
			return {...state, requestList: action.list};
		case 'waits-back':
			return {...state, waitsBackMs: action.backMs};
		case 'variant':
			return {...state, variants: {...state.variants, [action.pane]: action.index}};
		case 'migration-list':
			return {...state, migrationList: action.list};
		case 'look':
			return {...state, ...action.change};
		case 'index-list':
			return {...state, indexList: action.list};
		case 'open':
			return {...state, detail: {id: action.id, offset: 0}};
		case 'scroll':
			return state.detail ? {...state, detail: {...state.detail, offset: action.offset}} : state;
		case 'close-detail':
			return {...state, detail: undefined};
		case 'sheet':
			return {...state, sheet: action.sheet};
		// Who has left it meanwhile does not want to see it any more, nor why there is none.
		case 'planned':
			return state.sheet === action.of
				? {...state, sheet: action.sheet, toast: action.toast ?? state.toast}
				: state;
		case 'toast':
			return {...state, toast: action.toast};
		case 'run':
			return {...state, run: action.run};
		case 'measured': {
			const {kind, oid} = action.measurement;
			return {...state, measured: {...state.measured, [measureKey(kind, oid)]: action.measurement}};
		}
		case 'quit-asked':
			return {...state, quitUntil: action.until};
	}
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
