import type {RunProgress} from '../actions/engine/progress.ts';
import type {TableState} from '../components/table/model.ts';
import type {PaneId} from '../domain/snapshot/panes.ts';
import {type Measurement, measureKey} from '../domain/tables/measurement.ts';
import type {ListId} from '../panes/pane.ts';
import type {Sheet} from './sheet.ts';
import type {Toast, UiState} from './state.ts';

/** An action of the user, or its result. */
export type UiAction =
	| {type: 'go'; pane: PaneId}
	| {type: 'list'; id: ListId; change: Partial<TableState>}
	| {type: 'finding'; id: string}
	| {type: 'waits-back'; backMs: number}
	| {type: 'view'; pane: PaneId; view: string}
	| {type: 'look'; change: Partial<Pick<UiState, 'hideIdle' | 'wideQuery' | 'openKinds'>>}
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
						// The message was about the pane before.
						toast: undefined,
					};
		case 'list':
			return {...state, lists: {...state.lists, [action.id]: {...state.lists[action.id], ...action.change}}};
		case 'finding':
			return {...state, finding: action.id};
		case 'waits-back':
			return {...state, waitsBackMs: action.backMs};
		case 'view':
			return {...state, views: {...state.views, [action.pane]: action.view}};
		case 'look':
			return {...state, ...action.change};
		case 'open':
			return {...state, detail: {id: action.id, offset: 0}};
		case 'scroll':
			return state.detail ? {...state, detail: {...state.detail, offset: action.offset}} : state;
		case 'close-detail':
			return {...state, detail: undefined};
		case 'sheet':
			return {...state, sheet: action.sheet};
		// Ignored once the user has left the sheet that asked for it.
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

/** A message that disappears by itself. */
export function info(text: string): Extract<UiAction, {type: 'toast'}> {
	return {type: 'toast', toast: {text, tone: 'info', until: Date.now() + 4000}};
}

/** An error: stays until Esc, another pane or the next message, for at most 30 s. */
export function problem(text: string): Extract<UiAction, {type: 'toast'}> {
	return {type: 'toast', toast: {text, tone: 'error', until: Date.now() + 30_000}};
}
