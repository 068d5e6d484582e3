import type {Column, TableModel} from '../../components/table/column.ts';
import {type BlockingNode, blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import type {Blocking} from '../../domain/sessions/schema.ts';
import {isIdleInTransaction, partyWords, stateShort} from '../../domain/sessions/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Glyphs} from '../../theme/glyphs.ts';

/** A line of the tree, and its place in it. */
export type BlockingLine = BlockingNode & {readonly place: number};

/** Deeper than this it does not step in any more: the words need the room. */
const deepest = 6;

/** `public.orders ACCESS EXCLUSIVE`; of a root, what it has that others want. */
function wantsWords({party}: BlockingNode): string {
	const {wait} = party;
	if (!wait) return '';
	const thing = wait.thing ? thingWords(wait.thing) : 'n/a';
	return `${thing}${wait.mode === null ? '' : ` ${modeWords(wait.mode)}`}`;
}

/** For how long it waits; a tilde where only its statement's beginning is known. */
function waitedWords({party: {wait}}: BlockingNode): string {
	if (!wait) return '';
	return wait.ms === null ? 'n/a' : `${wait.since === 'statement' ? '~' : ''}${duration(wait.ms)}`;
}

function doesWords({party: {session, prepared}, circle}: BlockingNode): string {
	const state = prepared ? 'prepared' : session ? stateShort(session) : 'gone';
	return circle ? `deadlock: ${state}` : state;
}

/** Blanks would not do: a cell is one word after the other. */
function branch(depth: number, {chart, rule}: Glyphs): string {
	return depth === 0 ? '' : `${chart[5]}${rule.repeat(2 * Math.min(depth, deepest) - 1)} `;
}

const columns: readonly Column<BlockingLine>[] = [
	{
		id: 'who',
		title: 'who',
		width: 26,
		flexible: true,
		most: 44,
		text: (row, {glyphs}) => `${branch(row.depth, glyphs)}${partyWords(row.party)}`,
		order: row => row.place,
		tone: row => (row.depth === 0 ? 'strong' : undefined),
	},
	{
		id: 'holds up',
		title: 'holds up',
		width: 8,
		align: 'right',
		descendingFirst: true,
		text: row => (row.heldUp === 0 ? '' : `${row.heldUp}`),
		order: row => row.heldUp,
		tone: row => (row.depth === 0 ? 'bad' : undefined),
	},
	{
		id: 'waited',
		title: 'waits',
		width: 12,
		align: 'right',
		descendingFirst: true,
		text: waitedWords,
		order: row => row.party.wait?.ms ?? null,
		tone: () => 'warning',
	},
	{
		id: 'state',
		title: 'state',
		width: 13,
		text: doesWords,
		order: doesWords,
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
	{id: 'wants', title: 'waits for', width: 28, text: wantsWords, order: wantsWords},
	{
		id: 'query',
		title: 'statement',
		width: 40,
		text: ({party: {session}}) => session?.query ?? (session?.hidden ? 'n/a: needs pg_read_all_stats' : ''),
		order: ({party: {session}}) => session?.query ?? null,
		tone: ({party: {session}}) => (session?.state === 'active' ? undefined : 'muted'),
	},
];

const known = new WeakMap<Blocking, BlockingLine[]>();

/** Built once for each sample. */
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
	search: row => [partyWords(row.party), doesWords(row), wantsWords(row), row.party.session?.query].join(' '),
	defaultSort: {column: 'who', descending: false},
	empty: 'Nobody waits for a lock.',
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
