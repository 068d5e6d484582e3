import {heading} from '../../components/skin.ts';
import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import type {Wait} from '../../domain/sessions/schema.ts';
import {partyWords, sessionWords, stateWords, waitWords} from '../../domain/sessions/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime, duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {factLines} from '../fact-lines.ts';
import {notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';
import {explainLines} from './explain-lines.ts';
import {stateTone} from './table.ts';

/** One session in full, with its statement, and its plan where that was asked for. */
export function sessionDetail(row: SessionRow, view: PaneView): string[] {
	const {width, skin} = view;
	const fact = (label: string, value: string, token?: 'warning' | 'muted') =>
		factLines(label, value, width, skin, token);
	const unknown = 'n/a: needs pg_read_all_stats, which pg_monitor has';
	const lasting = (what: string, ms: number | null) => (ms === null ? what : `${what}, for ${duration(ms)}`);
	const began = row.backendStart === null ? null : new Date(row.backendStart);
	return [
		heading(
			[['title', oneLine(sessionWords(row))]],
			[[stateTone(row) ?? 'good', stateWords(row)]],
			width,
			skin,
		),
		...fact('database', row.database ?? 'none'),
		...fact('user', `${row.user ?? 'none'}${row.superuser ? ', a superuser' : ''}`),
		...fact('application', row.application || 'it has given no name'),
		...fact('client', row.hidden ? unknown : clientWords(row)),
		...fact('kind', row.hidden ? unknown : kindWords(row)),
		...fact('connected', began ? `${dateTime(began)}, for ${duration(row.sessionMs)}` : unknown),
		...fact('state', row.hidden ? unknown : lasting(stateWords(row), row.stateMs)),
		...(waitWords(row) === '' ? [] : fact('waits on', row.hidden ? unknown : waitWords(row))),
		...(row.queryMs === null ? [] : fact('statement runs', `for ${duration(row.queryMs)}`)),
		...(row.transactionMs === null ? [] : fact('transaction', transactionWords(row))),
		...blockingFacts(row, view),
		...(row.queryId === null ? [] : fact('query id', row.queryId)),
		...statementLines(row, view),
		...explainLines(row, view),
	];
}

function clientWords({client}: SessionRow): string {
	return client === null ? 'none' : client === 'local' ? 'a socket of the host itself' : client;
}

function kindWords({type, leaderPid, own}: SessionRow): string {
	const leader = leaderPid === null ? '' : `, for session ${leaderPid}`;
	return `${type ?? 'n/a'}${leader}${own ? ': this very pgdeck' : ''}`;
}

function transactionWords({transactionMs, xid, xminAge}: SessionRow): string {
	return [
		`open for ${duration(transactionMs)}`,
		xid === null ? 'it has written nothing' : `it has written, as transaction ${xid}`,
		xminAge === null ? '' : `its snapshot is ${plural(xminAge, 'transaction')} old`,
	]
		.filter(Boolean)
		.join('; ');
}

/** For whom it waits, and who waits for it. */
function blockingFacts(row: SessionRow, {live, width, skin}: PaneView): string[] {
	const blocking = shownValue(live.snapshot.sections.blocking)?.value;
	const node = blocking && blockingTree(blocking).find(({party}) => party.id === sessionId(row));
	if (!node) return [];
	const nameOf = (id: string) => {
		const party = blocking.parties.find(other => other.id === id);
		return party ? partyWords(party) : id;
	};
	return [
		...waitFacts(node.party.wait, nameOf).flatMap(([label, value]) =>
			factLines(label, value, width, skin, 'warning'),
		),
		...(node.heldUp === 0
			? []
			: factLines(
					'holds up',
					`${plural(node.heldUp, 'session')}${node.longestMs === null ? '' : `, for up to ${duration(node.longestMs)}`}`,
					width,
					skin,
					'warning',
				)),
	];
}

/** What it waits for and since when, and behind whom. */
export function waitFacts(
	wait: Wait | null,
	nameOf: (id: string) => string,
): ReadonlyArray<readonly [label: string, value: string]> {
	if (wait === null) return [];
	const thing = wait.thing ? thingWords(wait.thing) : 'a lock that was not there any more at the look at it';
	const mode = wait.mode === null ? '' : `, ${modeWords(wait.mode)}`;
	const since =
		wait.ms === null
			? 'n/a'
			: wait.since === 'lock'
				? `for ${duration(wait.ms)}`
				: `for ${duration(wait.ms)} or less: its statement runs for so long, and since when it waits is told from PostgreSQL 14 on`;
	return [
		['waits for', `${thing}${mode}`],
		['waiting', since],
		...wait.behind.map(({id, holds, queued}, index): readonly [string, string] => {
			const modes = holds.map(modeWords).join(', ');
			const has =
				modes === '' ? '' : queued ? `, which waits for ${modes} ahead of it` : `, which has ${modes}`;
			return [index === 0 ? 'behind' : '', `${nameOf(id)}${has}`];
		}),
	];
}

function statementLines(row: SessionRow, {live, width, skin}: PaneView): string[] {
	if (row.hidden)
		return factLines('statement', 'n/a: needs pg_read_all_stats, which pg_monitor has', width, skin);
	const section = live.detail?.section;
	const loaded =
		section?.status === 'ok' && section.value.kind === 'session' ? section.value.query : undefined;
	const query = loaded ?? row.query ?? '';
	const label = row.state === 'active' ? 'statement' : 'last statement';
	return [
		...factLines(label, query === '' ? 'none' : query, width, skin),
		...(loaded === undefined && row.queryShortened === true && section?.status !== 'unsupported'
			? factLines('', 'This is its beginning; the rest is being read.', width, skin, 'muted')
			: []),
		...(row.queryCut === true
			? factLines(
					'',
					'The server has cut it off here: it keeps track_activity_query_size bytes.',
					width,
					skin,
					'warning',
				)
			: []),
		...(section?.status === 'failed' ? notice(section, width, skin) : []),
	];
}
