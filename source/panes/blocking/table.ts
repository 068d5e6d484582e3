import type {Column, TableModel} from '../../components/table/model.ts';
import {type BlockingNode, blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import type {Blocking} from '../../domain/sessions/schema.ts';
import {isIdleInTransaction, partyWords, stateShort} from '../../domain/sessions/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Glyphs} from '../../theme/glyphs.ts';

/** A line of the tree and its position. */
export type BlockingLine = BlockingNode & {readonly place: number};

/** No further indentation below this depth, to leave room for the text. */
const deepest = 6;

/** `public.orders ACCESS EXCLUSIVE`; empty for a root. */
function waitsForText({party}: BlockingNode): string {
	const {wait} = party;
	if (!wait) return '';
	const thing = wait.thing ? thingWords(wait.thing) : 'n/a';
	return `${thing}${wait.mode === null ? '' : ` ${modeWords(wait.mode)}`}`;
}

/** Wait time; with a tilde when only the start of the statement is known. */
function blockedForText({party: {wait}}: BlockingNode): string {
	if (!wait) return '';
	return wait.ms === null ? 'n/a' : `${wait.since === 'statement' ? '~' : ''}${duration(wait.ms)}`;
}

function stateText({party: {session, prepared}, deadlock}: BlockingNode): string {
	const state = prepared ? 'prepared' : session ? stateShort(session) : 'ended';
	return deadlock ? `deadlock: ${state}` : state;
}

/** Not blanks: a cell collapses them. */
function branch(depth: number, {chart, rule}: Glyphs): string {
	return depth === 0 ? '' : `${chart[5]}${rule.repeat(2 * Math.min(depth, deepest) - 1)} `;
}

const columns: readonly Column<BlockingLine>[] = [
	{
		id: 'session',
		title: 'session',
		width: 26,
		flexible: true,
		most: 44,
		text: (row, {glyphs}) => `${branch(row.depth, glyphs)}${partyWords(row.party)}`,
		order: row => row.place,
		tone: row => (row.depth === 0 ? 'strong' : undefined),
	},
	{
		id: 'blocks',
		title: 'blocks',
		width: 8,
		align: 'right',
		descendingFirst: true,
		text: row => (row.blocked === 0 ? '' : `${row.blocked}`),
		order: row => row.blocked,
		tone: row => (row.depth === 0 ? 'bad' : undefined),
	},
	{
		id: 'waited',
		title: 'blocked for',
		width: 12,
		align: 'right',
		descendingFirst: true,
		text: blockedForText,
		order: row => row.party.wait?.ms ?? null,
		tone: () => 'warning',
	},
	{
		id: 'state',
		title: 'state',
		width: 13,
		text: stateText,
		order: stateText,
		tone: row => (row.party.session && isIdleInTransaction(row.party.session) ? 'warning' : undefined),
	},
	{
		id: 'transaction',
		title: 'xact',
		width: 11,
		align: 'right',
		descendingFirst: true,
		text: ({party: {session, prepared}}) => {
			const ms = session ? session.transactionMs : (prepared?.preparedMs ?? null);
			return ms === null ? (session?.hidden === false ? '' : 'n/a') : duration(ms);
		},
		order: ({party: {session, prepared}}) => session?.transactionMs ?? prepared?.preparedMs ?? null,
	},
	{id: 'waits for', title: 'waits for', width: 28, text: waitsForText, order: waitsForText},
	{
		id: 'query',
		title: 'statement',
		width: 40,
		text: ({party: {session}}) => session?.query ?? (session?.hidden ? 'n/a: requires pg_monitor' : ''),
		order: ({party: {session}}) => session?.query ?? null,
		tone: ({party: {session}}) => (session?.state === 'active' ? undefined : 'muted'),
	},
];

const known = new WeakMap<Blocking, BlockingLine[]>();

/** Built once per sample. */
export function blockingLines(blocking: Blocking): readonly BlockingLine[] {
	const before = known.get(blocking);
	if (before) return before;
	const lines = blockingTree(blocking).map((node, place): BlockingLine => ({...node, place}));
	known.set(blocking, lines);
	return lines;
}

const model: Omit<TableModel<BlockingLine>, 'rows'> = {
	id: row => row.party.id,
	name: row => partyWords(row.party),
	copy: row => row.party.session?.query ?? row.party.prepared?.gid ?? undefined,
	search: row =>
		[partyWords(row.party), stateText(row), waitsForText(row), row.party.session?.query].join(' '),
	defaultSort: {column: 'session', descending: false},
	empty: 'No session waits for a lock.',
	markable: true,
	columns,
};

export function blockingTable({snapshot}: Live): TableModel<BlockingLine> | undefined {
	const blocking = shownValue(snapshot.sections.blocking)?.value;
	return blocking && {...model, rows: blockingLines(blocking)};
}

export function sessionOfParty(id: string, {snapshot}: Live): SessionRow | undefined {
	const parties = shownValue(snapshot.sections.blocking)?.value.parties ?? [];
	return parties.find(party => party.id === id)?.session ?? undefined;
}
