import type {ExplainFocus} from '../domain/snapshot/detail.ts';
import type {SessionRow} from '../queries/sessions/sessions.ts';
import type {CommandContext} from './command.ts';
import {viewOf} from './state.ts';

/** The sessions of these rows that are there still. */
export function rowsOf({ui, live}: CommandContext, ids: readonly string[]): SessionRow[] {
	const {session} = viewOf(ui);
	return session ? ids.flatMap(id => session(id, live) ?? []) : [];
}

/** The session under the cursor, or the one that is opened. */
export function sessionUnder({ui, list, live}: CommandContext): SessionRow | undefined {
	const id = ui.detail?.id ?? list?.window.cursorId;
	return id === undefined ? undefined : viewOf(ui).session?.(id, live);
}

export function explainFocus(row: SessionRow): ExplainFocus | undefined {
	const {pid, backendStart, user, query, queryShortened} = row;
	if (backendStart === null || query === null) return undefined;
	return {kind: 'explain', pid, backendStart, user, statement: query, shortened: queryShortened === true};
}
