import type {RunProgress} from '../actions/engine/progress.ts';
import {emptyTableState, type TableState} from '../components/table/model.ts';
import type {PaneId} from '../domain/snapshot/panes.ts';
import {paneDefinitions} from '../panes/definitions.ts';
import type {ListId, PaneChoices, ViewDefinition} from '../panes/pane.ts';
import type {Sheet} from './sheet.ts';

export type Toast = {
	readonly text: string;
	readonly tone: 'info' | 'error';
	readonly until: number | undefined;
};

/** The state that the user changes; `Live` is the state that the server changes. */
export type UiState = PaneChoices & {
	readonly pane: PaneId;
	readonly lastPane: PaneId;
	/** The chosen view of panes with several; without it the first. */
	readonly views: Readonly<Partial<Record<PaneId, string>>>;
	readonly lists: Readonly<Record<ListId, TableState>>;
	readonly sheet: Sheet | undefined;
	/** The finding that was shown last: the next one follows it. */
	readonly finding: string | undefined;
	readonly toast: Toast | undefined;
	readonly run: RunProgress | undefined;
	/** Quitting was asked for while an action runs; asked again before this time, pgdeck quits. */
	readonly quitUntil: number | undefined;
};

export function initialState(pane: PaneId = 'overview'): UiState {
	const lists = Object.values(paneDefinitions).flatMap(({views}) => views.map(({list}) => list));
	return {
		pane,
		lastPane: 'overview',
		views: {},
		waitsBackMs: 0,
		hideIdle: false,
		wideQuery: false,
		openKinds: new Set(),
		lists: Object.fromEntries(lists.map(id => [id, emptyTableState])) as Record<ListId, TableState>,
		detail: undefined,
		sheet: undefined,
		finding: undefined,
		toast: undefined,
		run: undefined,
		measured: {},
		quitUntil: undefined,
	};
}

/** The view that is on screen. */
export function viewOf({pane, views}: Pick<UiState, 'pane' | 'views'>): ViewDefinition {
	const all = paneDefinitions[pane].views;
	return all.find(({id}) => id === views[pane]) ?? all[0];
}

/** The view after it; undefined where the pane has one view. */
export function nextView(ui: Pick<UiState, 'pane' | 'views'>): ViewDefinition | undefined {
	const all = paneDefinitions[ui.pane].views;
	return all.length === 1 ? undefined : all[(all.indexOf(viewOf(ui)) + 1) % all.length];
}
