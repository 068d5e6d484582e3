import {plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Command, CommandContext} from '../command.ts';
import {explainFocus, sessionUnder} from '../focus.ts';
import {info, problem} from '../messages.ts';

const onSessions = ({ui}: CommandContext) =>
	ui.pane === 'sessions' ? undefined : 'This is for the sessions (8).';

/** Why there is no plan to show of a session's statement, as far as the sample tells. */
function noPlan(row: SessionRow | undefined, {live}: CommandContext): string | undefined {
	if (!row) return 'No session is selected.';
	if (row.hidden || row.backendStart === null)
		return 'This role may not read its statement. It needs pg_monitor.';
	if ((row.query ?? '') === '') return 'It has run no statement.';
	if (row.queryCut) {
		return 'The server has cut its statement off: a larger track_activity_query_size would keep it whole.';
	}
	const {database} = live.snapshot.server;
	if (row.database !== database) {
		return `It is in the database ${row.database ?? 'none'}: connect pgdeck to that one to explain it.`;
	}
	return undefined;
}

/** What is copied of the row under the cursor, or of the one that is opened. */
function textToCopy({ui, list, live}: CommandContext): string | undefined {
	if (!list) return undefined;
	const id = ui.detail?.id ?? list.window.cursorId;
	const row = list.model.rows.find(item => list.model.id(item) === id);
	if (row === undefined) return undefined;
	const section = ui.detail ? live.detail?.section : undefined;
	// The opened row has all of it.
	if (section?.status === 'ok' && section.value.kind === 'session') return section.value.query;
	return list.model.copy ? list.model.copy(row) : list.model.name(row);
}

function copy(context: CommandContext): void {
	const text = textToCopy(context);
	if (text === undefined || text === '') return context.dispatch(problem('There is nothing to copy here.'));
	const {sent, all, tmux} = context.services.copy(text);
	const part = sent < all ? `the first ${plural(sent, 'character')} of ${all}` : plural(sent, 'character');
	const row = sessionUnder(context);
	const rest =
		row?.queryShortened && !context.ui.detail
			? ' It is the beginning of the statement: open the row for all of it.'
			: '';
	// As it is set at first, tmux hears of neither way, and says nothing.
	const how = tmux
		? `Sent ${part}; tmux takes that with: set -s set-clipboard on.`
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
	// Its plan stands below all that is known of the session.
	dispatch({type: 'scroll', offset: Number.MAX_SAFE_INTEGER});
}

/** Keys of the sessions; `copy` is for every list. */
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
		title: 'the statement of a session wide, or with all columns',
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
		title: 'EXPLAIN the statement of a session; it is not run',
		scope: 'global',
		palette: 'explain',
		hint: [5.7, ({ui}) => (ui.pane === 'sessions' ? 'e explain' : '')],
		disabled: context => onSessions(context) ?? noPlan(sessionUnder(context), context),
		run: explain,
	},
	{
		id: 'copy',
		keys: ['y'],
		title: "copy the row's statement or name, through the terminal (OSC 52)",
		scope: 'global',
		hint: [8, ({ui, list}) => (list && (ui.pane === 'sessions' || ui.detail) ? 'y copy' : '')],
		disabled: ({list}) => (list ? undefined : 'There is no list here to copy from.'),
		run: copy,
	},
];
