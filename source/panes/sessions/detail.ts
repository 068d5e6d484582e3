import {heading, line} from '../../components/skin.ts';
import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import type {Wait} from '../../domain/sessions/schema.ts';
import {partyWords, sessionWords, stateWords, waitWords} from '../../domain/sessions/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime, duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {factLines} from '../facts.ts';
import {notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';
import {stateTone} from './table.ts';

const unreadable = 'n/a: requires pg_read_all_stats, which pg_monitor includes';

/** One session in full, with its statement and, when requested, its query plan. */
export function sessionDetail(row: SessionRow, view: PaneView): string[] {
	const {width, skin} = view;
	const fact = (label: string, value: string, token?: 'warning' | 'muted') =>
		factLines(label, value, width, skin, token);
	const lasting = (state: string, ms: number | null) =>
		ms === null ? state : `${state} for ${duration(ms)}`;
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
		...fact('application', row.application || 'none'),
		...fact('client', row.hidden ? unreadable : clientWords(row)),
		...fact('type', row.hidden ? unreadable : kindWords(row)),
		...fact('connected', began ? `${dateTime(began)}, for ${duration(row.sessionMs)}` : unreadable),
		...fact('state', row.hidden ? unreadable : lasting(stateWords(row), row.stateMs)),
		...(waitWords(row) === '' ? [] : fact('waits on', row.hidden ? unreadable : waitWords(row))),
		...(row.queryMs === null ? [] : fact('running for', duration(row.queryMs))),
		...(row.transactionMs === null ? [] : fact('transaction', transactionWords(row))),
		...blockingFacts(row, view),
		...(row.queryId === null ? [] : fact('query id', row.queryId)),
		...statementLines(row, view),
		...explainLines(row, view),
	];
}

function clientWords({client}: SessionRow): string {
	return client === null ? 'none' : client === 'local' ? 'local (Unix socket)' : client;
}

function kindWords({type, leaderPid, own}: SessionRow): string {
	const leader = leaderPid === null ? '' : ` of session ${leaderPid}`;
	return `${type ?? 'n/a'}${leader}${own ? ', this pgdeck' : ''}`;
}

function transactionWords({transactionMs, xid, xminAge}: SessionRow): string {
	return [
		`open for ${duration(transactionMs)}`,
		xid === null ? 'has written nothing' : `has written (xid ${xid})`,
		xminAge === null ? '' : `snapshot ${plural(xminAge, 'transaction')} old`,
	]
		.filter(Boolean)
		.join('; ');
}

/** Its blockers, and how many sessions it blocks. */
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
		...(node.blocked === 0
			? []
			: factLines(
					'blocks',
					`${plural(node.blocked, 'session')}${node.longestMs === null ? '' : ` for up to ${duration(node.longestMs)}`}`,
					width,
					skin,
					'warning',
				)),
	];
}

/** The lock that it waits for, for how long, and its blockers. */
export function waitFacts(
	wait: Wait | null,
	nameOf: (id: string) => string,
): ReadonlyArray<readonly [label: string, value: string]> {
	if (wait === null) return [];
	const thing = wait.thing ? thingWords(wait.thing) : 'a lock that was released before it could be read';
	const mode = wait.mode === null ? '' : `, ${modeWords(wait.mode)}`;
	const since =
		wait.ms === null
			? 'n/a'
			: wait.since === 'lock'
				? duration(wait.ms)
				: `at most ${duration(wait.ms)}, the run time of the statement: PostgreSQL before 14 doesn't report wait times`;
	return [
		['waits for', `${thing}${mode}`],
		['blocked for', since],
		...wait.behind.map(({id, holds, queued}, index): readonly [string, string] => {
			const modes = holds.map(modeWords).join(', ');
			const standing =
				modes === '' ? '' : queued ? `, waits for ${modes} ahead in the queue` : `, holds ${modes}`;
			return [index === 0 ? 'blocked by' : '', `${nameOf(id)}${standing}`];
		}),
	];
}

function statementLines(row: SessionRow, {live, width, skin}: PaneView): string[] {
	if (row.hidden) return factLines('statement', unreadable, width, skin);
	const section = live.detail?.section;
	const loaded =
		section?.status === 'ok' && section.value.kind === 'session' ? section.value.query : undefined;
	const query = loaded ?? row.query ?? '';
	const label = row.state === 'active' ? 'statement' : 'last statement';
	return [
		...factLines(label, query === '' ? 'none' : query, width, skin),
		...(loaded === undefined && row.queryShortened === true && section?.status !== 'unsupported'
			? factLines('', 'Beginning only; pgdeck is reading the rest.', width, skin, 'muted')
			: []),
		...(row.queryCut === true
			? factLines('', 'Cut by the server at track_activity_query_size bytes.', width, skin, 'warning')
			: []),
		...(section?.status === 'failed' ? notice(section, width, skin) : []),
	];
}

/** The query plan of the statement, when requested. */
export function explainLines(row: SessionRow, {live, width, skin}: PaneView): string[] {
	const {detail} = live;
	if (detail?.focus.kind !== 'explain' || detail.focus.pid !== row.pid) return [];
	const {section} = detail;
	const head = (aside: string) =>
		heading([['title', 'EXPLAIN']], aside === '' ? [] : [['muted', aside]], width, skin);
	if (section.status !== 'ok' || section.value.kind !== 'explain') {
		return ['', head(''), ...notice(section, width, skin)];
	}
	const {lines, generic, role, statement} = section.value;
	const aside = [generic ? 'generic plan' : '', `as ${role}`, 'estimates only, not run'];
	const other = statement !== row.query ? ['For the statement that ran when e was pressed.'] : [];
	return [
		'',
		head(aside.filter(Boolean).join(', ')),
		...other.map(text => line(['  ', ['muted', text]], width, skin)),
		...lines.flatMap(text =>
			wrap(text, Math.max(10, width - 3)).map(part => line(['  ', part], width, skin)),
		),
	];
}
