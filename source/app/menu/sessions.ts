import {nothingToCancel} from '../../actions/sessions/signal-checks.ts';
import type {Party} from '../../domain/sessions/schema.ts';
import {partyWords, sessionWords} from '../../domain/sessions/words.ts';
import type {ExplainFocus} from '../../domain/snapshot/detail.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {plural} from '../../format/quantities.ts';
import {blockingLines} from '../../panes/blocking/table.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {CommandContext} from '../command.ts';
import type {MenuItem} from '../sheet.ts';
import {viewOf} from '../state.ts';

/** Actions on sessions. Cancel comes first because it costs the user of the session least. */
export function sessionItems(rows: readonly SessionRow[], none: string): MenuItem[] {
	const [only] = rows;
	const chosen =
		rows.length === 1 && only ? `session ${sessionWords(only)}` : plural(rows.length, 'marked session');
	const sessions = rows.map(({pid, backendStart}) => ({pid, backendStart}));
	const reasons = rows.map(nothingText);
	const idle = reasons.every(reason => reason !== undefined);
	const disabled = reasons.length === 1 ? reasons[0] : 'None of the sessions runs a statement.';
	return [
		{
			title: rows.length === 0 ? 'Cancel a statement' : `Cancel the statement of ${chosen}`,
			...(only === undefined ? {disabled: none} : idle && disabled !== undefined ? {disabled} : {}),
			choose: {request: {action: 'cancel-backends', sessions}},
		},
		{
			title: rows.length === 0 ? 'Terminate a session' : `Terminate ${chosen}`,
			...(only === undefined ? {disabled: none} : {}),
			choose: {request: {action: 'terminate-backends', sessions}},
		},
	];
}

/** Why a cancel would have no effect. */
function nothingText(row: SessionRow): string | undefined {
	const reason = row.hidden ? undefined : nothingToCancel(row);
	return reason && `The session is ${reason.text}.`;
}

/** On the blocking tree: also the root of the selected line, and the rollback of a prepared transaction. */
export function blockingItems(
	{live}: CommandContext,
	ids: readonly string[],
	why: string | undefined,
): MenuItem[] {
	const blocking = shownValue(live.snapshot.sections.blocking)?.value;
	const lines = blocking ? blockingLines(blocking) : [];
	const chosen = lines.filter(({party}) => ids.includes(party.id));
	const parties = chosen.map(({party}) => party);
	const rows = parties.flatMap(({session}) => session ?? []);
	const roots = [...new Set(chosen.map(({root}) => root))];
	const [rootId] = roots;
	const root = roots.length === 1 ? lines.find(({party}) => party.id === rootId) : undefined;
	const apart = root && !parties.includes(root.party) ? root : undefined;
	return [
		...(apart ? rootItems(apart.party, apart.blocked) : []),
		...(rows.length > 0 || parties.length === 0
			? sessionItems(rows, why ?? 'No session waits for a lock.')
			: []),
		...parties.flatMap(preparedItem),
		...parties.filter(({session, prepared}) => !session && !prepared).map(party => goneItem(party)),
	];
}

function rootItems(party: Party, blocked: number): MenuItem[] {
	const blocks = `which blocks ${plural(blocked, 'session')}`;
	if (party.session) {
		const {pid, backendStart} = party.session;
		const sessions = [{pid, backendStart}];
		const disabled = nothingText(party.session);
		return [
			{
				title: `Cancel the root, ${partyWords(party)}, ${blocks}`,
				...(disabled === undefined ? {} : {disabled}),
				choose: {request: {action: 'cancel-backends', sessions}},
			},
			{
				title: `Terminate the root, ${partyWords(party)}, ${blocks}`,
				choose: {request: {action: 'terminate-backends', sessions}},
			},
		];
	}
	return party.prepared ? preparedItem(party) : [goneItem(party)];
}

function preparedItem(party: Party): MenuItem[] {
	if (!party.prepared) return [];
	const {gid} = party.prepared;
	return [
		{
			title: `Roll back ${partyWords(party)}`,
			...(gid === null ? {disabled: 'It ended before the locks were read.'} : {}),
			choose: {request: {action: 'rollback-prepared', gid: gid ?? ''}},
		},
	];
}

function goneItem(party: Party): MenuItem {
	return {
		title: `Terminate session ${partyWords(party)}`,
		disabled: 'The session ended before it could be read.',
		choose: {request: {action: 'terminate-backends', sessions: []}},
	};
}

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
