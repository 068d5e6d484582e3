import {nothingToCancel} from '../actions/sessions/signal-checks.ts';
import type {Party} from '../domain/sessions/schema.ts';
import {partyWords, sessionWords} from '../domain/sessions/words.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import {plural} from '../format/quantities.ts';
import {blockingLines} from '../panes/blocking/table.ts';
import type {SessionRow} from '../queries/sessions/sessions.ts';
import type {CommandContext} from './command.ts';
import type {MenuItem} from './sheet.ts';

/** What can be done to sessions: cancel comes first, which costs their users least. */
export function sessionItems(rows: readonly SessionRow[], none: string): MenuItem[] {
	const [only] = rows;
	const what = (one: string) =>
		rows.length === 1 && only ? sessionWords(only) : plural(rows.length, `marked ${one}`);
	const sessions = rows.map(({pid, backendStart}) => ({pid, backendStart}));
	const idle = rows.every(row => !row.hidden && nothingToCancel(row) !== undefined);
	return [
		{
			title: rows.length === 0 ? 'Cancel a statement' : `Cancel the statement of ${what('session')}`,
			...(only === undefined
				? {disabled: none}
				: idle
					? {disabled: rows.length === 1 ? `It ${nothingToCancel(only)}.` : 'None of them runs a statement.'}
					: {}),
			choose: {request: {action: 'cancel-backends', sessions}},
		},
		{
			title: rows.length === 0 ? 'Terminate a session' : `Terminate ${what('session')}`,
			...(only === undefined ? {disabled: none} : {}),
			choose: {request: {action: 'terminate-backends', sessions}},
		},
	];
}

/** On the tree: the same, with the root of the selected line where that is another; or a prepared transaction's end. */
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
		...(apart ? rootItems(apart.party, apart.heldUp) : []),
		...(rows.length > 0 || parties.length === 0 ? sessionItems(rows, why ?? 'Nobody waits for a lock.') : []),
		...parties.flatMap(preparedItem),
		...parties.filter(({session, prepared}) => !session && !prepared).map(party => goneItem(party)),
	];
}

function rootItems(party: Party, heldUp: number): MenuItem[] {
	const holds = `which holds up ${heldUp}`;
	if (party.session) {
		const {pid, backendStart} = party.session;
		const sessions = [{pid, backendStart}];
		const obstacle = party.session.hidden ? undefined : nothingToCancel(party.session);
		return [
			{
				title: `Cancel the root, ${partyWords(party)}, ${holds}`,
				...(obstacle === undefined ? {} : {disabled: `It ${obstacle}.`}),
				choose: {request: {action: 'cancel-backends', sessions}},
			},
			{
				title: `Terminate the root, ${partyWords(party)}, ${holds}`,
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
			...(gid === null ? {disabled: 'It was gone at the look at the locks.'} : {}),
			choose: {request: {action: 'rollback-prepared', gid: gid ?? ''}},
		},
	];
}

function goneItem(party: Party): MenuItem {
	return {
		title: `Terminate ${partyWords(party)}`,
		disabled: 'It was gone at the look at the sessions.',
		choose: {request: {action: 'terminate-backends', sessions: []}},
	};
}
