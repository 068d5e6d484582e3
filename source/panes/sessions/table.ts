import type {Column, TableModel} from '../../components/table/model.ts';
import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {isIdleInTransaction, sessionWords, stateShort, waitWords} from '../../domain/sessions/words.ts';
import type {Focus} from '../../domain/snapshot/detail.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

/** A session as a line. A parallel worker stays with its leader in every sort order. */
type SessionLine = SessionRow & {readonly id: string; readonly lead: SessionRow};

export type SessionsLook = {
	readonly hideIdle: boolean;
	/** The statement takes the space of the other columns. */
	readonly wideQuery: boolean;
};

/** A duration; n/a for a hidden session. */
function durationOf(row: SessionRow, ms: number | null): string {
	return ms === null ? (row.hidden ? 'n/a' : '') : duration(ms);
}

export function stateTone(row: SessionRow): Token | undefined {
	if (row.hidden || row.state === 'idle') return 'muted';
	if (row.waitType === 'Lock') return 'bad';
	if (isIdleInTransaction(row)) return 'warning';
	return undefined;
}

const pid: Column<SessionLine> = {
	id: 'pid',
	title: 'pid',
	width: 8,
	text: row => (row.leaderPid === null ? `${row.pid}` : ` +${row.pid}`),
	order: row => row.lead.pid,
};
const query: Column<SessionLine> = {
	id: 'query',
	title: 'statement',
	width: 27,
	flexible: true,
	text: row => (row.hidden ? 'n/a: requires pg_monitor' : (row.query ?? '')),
	order: row => row.lead.query,
	tone: row => (row.hidden || row.state !== 'active' ? 'muted' : undefined),
};

const time = (
	id: string,
	title: string,
	of: (row: SessionRow) => number | null,
	tone?: (row: SessionLine) => Token | undefined,
): Column<SessionLine> => ({
	id,
	title,
	width: 11,
	align: 'right',
	descendingFirst: true,
	text: row => durationOf(row, of(row)),
	order: ({lead}) => of(lead),
	...(tone ? {tone} : {}),
});
const word = (id: string, title: string, width: number, of: (row: SessionRow) => string | null) =>
	({
		id,
		title,
		width,
		text: row => of(row) ?? (row.hidden ? 'n/a' : ''),
		order: ({lead}) => of(lead),
	}) satisfies Column<SessionLine>;

const queryTime = time('runs', 'query', ({queryMs}) => queryMs);
const transactionTime = time(
	'transaction',
	'xact',
	({transactionMs}) => transactionMs,
	row => (isIdleInTransaction(row) ? 'warning' : undefined),
);
const state: Column<SessionLine> = {...word('state', 'state', 13, stateShort), tone: stateTone};
/** ClientRead says nothing beyond the state. */
const wait = word('wait', 'waits on', 15, row => (row.wait === 'ClientRead' ? '' : waitWords(row)));

const columns: readonly Column<SessionLine>[] = [
	pid,
	queryTime,
	transactionTime,
	state,
	query,
	wait,
	word('user', 'user', 10, ({user}) => user),
	word('application', 'application', 14, ({application}) => application),
	word('database', 'database', 12, ({database}) => database),
	word('client', 'client', 15, ({client}) => client),
	time('session', 'session', ({sessionMs}) => sessionMs),
	time('since', 'in state', ({stateMs}) => stateMs),
	word('type', 'type', 18, ({type}) => type),
];
const wideColumns: readonly Column<SessionLine>[] = [pid, queryTime, transactionTime, {...query, width: 40}];

const modelOf = ({hideIdle, wideQuery}: SessionsLook): Omit<TableModel<SessionLine>, 'rows'> => ({
	id: row => row.id,
	name: row => sessionWords(row),
	copy: row => row.query ?? undefined,
	search: row =>
		[
			row.pid,
			row.user,
			row.database,
			row.application,
			row.client,
			stateShort(row),
			waitWords(row),
			row.query,
		].join(' '),
	defaultSort: {column: 'transaction', descending: true},
	markable: true,
	empty: hideIdle ? 'All sessions are idle. Press I to show them.' : 'No sessions.',
	columns: wideQuery ? wideColumns : columns,
});

/** The same array for the same sample, so that the table sorts it once. */
const known = new WeakMap<readonly SessionRow[], {all: SessionLine[]; busy: SessionLine[]}>();

function linesOf(rows: readonly SessionRow[]): {all: SessionLine[]; busy: SessionLine[]} {
	const before = known.get(rows);
	if (before) return before;
	const byPid = new Map(rows.map(row => [row.pid, row]));
	const all = rows.map((row): SessionLine => {
		const lead = row.leaderPid === null ? undefined : byPid.get(row.leaderPid);
		const own = sessionId(row);
		// Ties are sorted by id, so the id of a worker begins with that of its leader.
		return {...row, id: lead ? `${sessionId(lead)}+${own}` : own, lead: lead ?? row};
	});
	const value = {all, busy: all.filter(row => row.state !== 'idle')};
	known.set(rows, value);
	return value;
}

export function sessionsTable({snapshot}: Live, look: SessionsLook): TableModel<SessionLine> | undefined {
	const sessions = shownValue(snapshot.sections.sessions)?.value;
	if (!sessions) return undefined;
	const {all, busy} = linesOf(sessions.rows);
	return {...modelOf(look), rows: look.hideIdle ? busy : all};
}

/** The session of a line; the id of a parallel worker begins with the one of its leader. */
export function sessionOfLine(id: string, {snapshot}: Live): SessionRow | undefined {
	const own = id.split('+').at(-1);
	return shownValue(snapshot.sections.sessions)?.value.rows.find(row => sessionId(row) === own);
}

/** The snapshot has only the beginning of a long statement: the whole is read when the row is opened. */
export function sessionFocus(row: SessionRow | undefined): Focus | undefined {
	return row?.queryShortened && row.backendStart !== null
		? {kind: 'session', pid: row.pid, backendStart: row.backendStart}
		: undefined;
}
