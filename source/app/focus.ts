import {sessionId} from '../domain/blocking/blocking-graph.ts';
import type {ExplainFocus, Focus} from '../domain/snapshot/detail.ts';
import type {PaneId} from '../domain/snapshot/pane-ids.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import {tenantId} from '../panes/tenants/table.ts';
import type {SessionRow} from '../queries/sessions/sessions.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {CommandContext} from './command.ts';
import type {ListId} from './state.ts';

/** What has to be asked for the row that is opened; undefined where the sample has all of it. */
export function focusOf(list: ListId | PaneId, id: string, {snapshot}: Live): Focus | undefined {
	switch (list) {
		case 'tenants': {
			const rows = shownValue(snapshot.sections.tenants)?.value.rows ?? [];
			const row = rows.find(item => tenantId(item) === id);
			return row && {kind: 'tenant', id: row.id};
		}
		case 'indexes':
			return {kind: 'index', oid: Number(id)};
		case 'statements': {
			const rows = shownValue(snapshot.sections.statements)?.value.rows ?? [];
			const row = rows.find(item => item.id === id);
			return row && {kind: 'statement', queryId: row.queryId, databaseId: row.databaseId};
		}
		case 'tables':
			return {kind: 'table', oid: Number(id)};
		case 'migrations':
			return {kind: 'migration', version: id};
		case 'sessions':
		case 'blocking': {
			const row = sessionOf(list, id, snapshot);
			// The sample has the beginning of a long statement only.
			return row?.queryShortened && row.backendStart !== null
				? {kind: 'session', pid: row.pid, backendStart: row.backendStart}
				: undefined;
		}
		default:
			return undefined;
	}
}

function sessionOf(list: ListId | PaneId, id: string, {sections}: Live['snapshot']): SessionRow | undefined {
	if (list === 'blocking') {
		const parties = shownValue(sections.blocking)?.value.parties ?? [];
		return parties.find(party => party.id === id)?.session ?? undefined;
	}
	// The id of a parallel worker begins with the one of its leader.
	const own = id.split('+').at(-1);
	return shownValue(sections.sessions)?.value.rows.find(row => sessionId(row) === own);
}

/** The sessions of these rows that are there still. */
export function rowsOf({list, live}: CommandContext, ids: readonly string[]): SessionRow[] {
	return list ? ids.flatMap(id => sessionOf(list.id, id, live.snapshot) ?? []) : [];
}

/** The session under the cursor, or the one that is opened. */
export function sessionUnder({ui, list, live}: CommandContext): SessionRow | undefined {
	const id = ui.detail?.id ?? list?.window.cursorId;
	return id === undefined || !list ? undefined : sessionOf(list.id, id, live.snapshot);
}

export function explainFocus(row: SessionRow): ExplainFocus | undefined {
	const {pid, backendStart, user, query, queryShortened} = row;
	if (backendStart === null || query === null) return undefined;
	return {kind: 'explain', pid, backendStart, user, statement: query, shortened: queryShortened === true};
}
