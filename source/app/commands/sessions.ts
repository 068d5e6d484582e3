import {plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Command, CommandContext} from '../command.ts';
import {explainFocus, sessionUnder} from '../menu/sessions.ts';
import {info, problem} from '../reduce.ts';

const onSessions = ({ui}: CommandContext) =>
	ui.pane === 'sessions' ? undefined : 'Only on the sessions pane (8).';

/** Why the statement of a session can't be explained, from the sample. */
function noPlan(row: SessionRow | undefined, {live}: CommandContext): string | undefined {
	if (!row) return 'No session is selected.';
	if (row.hidden || row.backendStart === null)
		return `Its statement is hidden from this role. To see it: GRANT pg_monitor TO ${live.snapshot.server.quotedUser};`;
	if ((row.query ?? '') === '') return 'The session has run no statement.';
	if (row.queryCut) {
		return 'The server cut the statement. Raise track_activity_query_size to keep it whole.';
	}
	const {database} = live.snapshot.server;
	if (row.database !== database) {
		return row.database === null
			? 'The session is in no database.'
			: `The session is in database ${row.database}: connect pgdeck to that database to explain it.`;
	}
	return undefined;
}

/** Text to copy for the row under the cursor or the opened row. */
function textToCopy({ui, list, live}: CommandContext): string | undefined {
	if (!list) return undefined;
	const id = ui.detail?.id ?? list.window.cursorId;
	const row = list.model.rows.find(item => list.model.id(item) === id);
	if (row === undefined) return undefined;
	const section = ui.detail ? live.detail?.section : undefined;
	// The sample has the beginning only; the opened row has all of it.
	if (section?.status === 'ok' && section.value.kind === 'session') return section.value.query;
	return list.model.copy ? list.model.copy(row) : list.model.name(row);
}

function copy(context: CommandContext): void {
	const text = textToCopy(context);
	if (text === undefined || text === '') return context.dispatch(problem('Nothing to copy here.'));
	const {sent, all, tmux} = context.services.copy(text);
	const part = sent < all ? `the first ${plural(sent, 'character')} of ${all}` : plural(sent, 'character');
	const row = sessionUnder(context);
	const rest =
		row?.queryShortened && !context.ui.detail
			? ' This is the beginning of the statement: open the row for all of it.'
			: '';
	// tmux drops OSC 52 by default, without an error.
	const how = tmux
		? `Sent ${part}. For tmux to accept it: set -s set-clipboard on`
		: `Sent ${part} to the clipboard; the terminal may ignore it.`;
	context.dispatch(info(`${how}${rest}`));
}

function explain(context: CommandContext): void {
	const {ui, list, services, dispatch} = context;
	const row = sessionUnder(context);
	const id = ui.detail?.id ?? list?.window.cursorId;
	const focus = row && explainFocus(row);
	if (!focus || id === undefined) return;
	if (!ui.detail) dispatch({type: 'open', id});
	services.focus(focus);
	// The query plan is at the end of the detail.
	dispatch({type: 'scroll', offset: Number.MAX_SAFE_INTEGER});
}

/** Keys of the sessions pane; `copy` works on every list. */
export const sessionCommands: readonly Command[] = [
	{
		id: 'sessions.idle',
		keys: ['I'],
		title: 'hide or show idle sessions',
		scope: 'global',
		palette: 'idle sessions',
		hint: [
			5.5,
			({ui}) => (ui.pane === 'sessions' && !ui.detail ? (ui.hideIdle ? 'I show idle' : 'I hide idle') : ''),
		],
		disabled: onSessions,
		run: ({ui, dispatch}) => dispatch({type: 'look', change: {hideIdle: !ui.hideIdle}}),
	},
	{
		id: 'sessions.wide',
		keys: ['w'],
		title: 'wide statement column or all columns',
		scope: 'global',
		hint: [
			6.5,
			({ui}) => (ui.pane === 'sessions' && !ui.detail ? (ui.wideQuery ? 'w columns' : 'w wide') : ''),
		],
		disabled: onSessions,
		run({ui, list, dispatch}) {
			dispatch({type: 'look', change: {wideQuery: !ui.wideQuery}});
			if (list) dispatch({type: 'list', id: list.id, change: {shift: 0}});
		},
	},
	{
		id: 'sessions.explain',
		keys: ['e'],
		title: 'EXPLAIN the statement of a session, without running it',
		scope: 'global',
		palette: 'explain',
		hint: [5.7, ({ui}) => (ui.pane === 'sessions' ? 'e explain' : '')],
		disabled: context => onSessions(context) ?? noPlan(sessionUnder(context), context),
		run: explain,
	},
	{
		id: 'copy',
		keys: ['y'],
		title: 'copy the statement or name of the row (OSC 52)',
		scope: 'global',
		hint: [8, ({ui, list}) => (list && (ui.pane === 'sessions' || ui.detail) ? 'y copy' : '')],
		disabled: ({list}) => (list ? undefined : 'No list to copy from here.'),
		run: copy,
	},
];
