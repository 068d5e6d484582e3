import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import {shellWord} from '../../format/identifier.ts';
import {bytes} from '../../format/quantities.ts';
import {statementLocks} from '../../migrations/locks/locks.ts';
import {trackRelations} from '../../migrations/locks/relations.ts';
import {parseStatement} from '../../migrations/parse/parser.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {
	type DropFacts,
	readDropFacts,
	readLeftovers,
	readUndoTable,
	type UndoTable,
} from '../../queries/indexes/action-indexes.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, After} from '../engine/action.ts';
import {block, pass, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {JournalEntry} from '../engine/journal.ts';
import type {Check, PlannedStatement, StatementKind, Unit, UnitDraft} from '../engine/plan.ts';
import {dropping, inTablespace, rebuilding, undoStatements} from './drop-statements.ts';
import {undoable} from './undoable.ts';
import {said} from './words.ts';

export type UndoDropRequest = {readonly action: 'undo-drop'; readonly id: string};

type UndoTarget = {readonly kind: 'undo'; readonly name: string; readonly undoOf: string};

/** The object under the name: nothing, the index INVALID, another INVALID index, or the index as it was. */
type Present = 'absent' | 'invalid' | 'other' | 'valid';

/** A statement of the journal: the journal keeps texts, so their kinds are parsed. */
type Restoring = {readonly does: StatementKind; readonly text: string};

/** Builds a dropped index again, CONCURRENTLY; or makes one valid that an interrupted drop left INVALID. */
export const undoDrop: Action<UndoDropRequest, UndoTarget> = {
	id: 'undo-drop',
	title: 'Undo a drop',
	async plan(context, {id: wanted}) {
		const {reader, server, journal} = context;
		const story = undoable(journal.read(), server).find(({id}) => id === wanted);
		if (!story) {
			throw new RefusedError(
				`The journal has no drop ${wanted} in this database to undo. To list them: pgdeck journal`,
			);
		}
		const name = targetName(story.begun);
		const recorded = await Promise.all(story.begun.undo.map(restoring));
		const present = await readIndexByName(reader, name);
		const facts = present && (await readDropFacts(reader, present.oid))?.facts;
		const state = presence(present?.valid, recorded, facts);
		const leftovers = await readLeftovers(reader, name);
		const table = await tableOf(recorded);
		const known = await readUndoTable(reader, table);
		const undo = known.elsewhere ? inDefaultTablespace(recorded) : recorded;
		// An interrupted undo may have left the index alone: what belongs to it is repeated.
		const extras = undo.filter(({does}) => extraKinds.includes(does));
		const statements = {
			absent: undo,
			valid: leftovers.length > 0 ? extras : undo,
			invalid: [{does: 'reindex' as const, text: rebuilding(name, table).text}, ...extras],
			other: undo,
		}[state];
		const drops = state === 'invalid' || state === 'valid' ? leftovers : [];
		return createPlan(undoDrop, context, {
			title: titles[state](wanted, sanitize(name)),
			risk: 'low',
			units: [
				unit(name, wanted, [
					...drops.map(leftover => dropping(leftover, table)),
					...(await planned(statements, name)),
				]),
			],
			checks: [
				...tableChecks(table, known, state, server),
				indexCheck(state, name, leftovers),
				...(drops.length === 0 ? [] : [warn(said('leftovers-dropped', {names: drops.map(sanitize)}))]),
			],
		});
	},
	async verify(reader, {target, statements}) {
		const present = await readIndexByName(reader, target.name);
		const builds = statements.some(({does}) => does === 'create-index' || does === 'reindex');
		if (present?.valid && builds) return said('index-exists', {name: sanitize(target.name)});
		const rebuilds = statements.some(({does}) => does === 'reindex');
		const drops = statements.flatMap(({does, on: [name]}) => (does === 'drop-index' ? [name] : []));
		const left = await readLeftovers(reader, target.name);
		const same = drops.length === 0 || String(drops) === String(left);
		const changed = !same || (builds && rebuilds !== (present !== undefined));
		return changed ? said('index-changed') : undefined;
	},
	outcome: invalidOutcome,
};

const extraKinds: readonly StatementKind[] = ['comment', 'alter-index', 'alter-table'];

const titles: Record<Present, (id: string, name: string) => string> = {
	absent: (id, name) => `Undo ${id}: build index ${name} again`,
	invalid: (id, name) => `Undo ${id}: make index ${name} valid`,
	other: (id, name) => `Undo ${id}: build index ${name}`,
	valid: (id, name) => `Undo ${id}: drop the leftovers of a rebuild of index ${name}`,
};

async function restoring(text: string): Promise<Restoring> {
	const node = await parseStatement(text);
	return {does: kindOf(Object.keys(node ?? {})[0], node), text};
}

function kindOf(type: string | undefined, node: unknown): StatementKind {
	switch (type) {
		case 'IndexStmt':
			return 'create-index';
		case 'ReindexStmt':
			return 'reindex';
		case 'CommentStmt':
			return 'comment';
		case 'AlterTableStmt': {
			const {objtype} = (node as {AlterTableStmt: {objtype?: string}}).AlterTableStmt;
			return objtype === 'OBJECT_INDEX' ? 'alter-index' : 'alter-table';
		}
		case 'VariableSetStmt': {
			const {name} = (node as {VariableSetStmt: {name?: string}}).VariableSetStmt;
			return name === 'default_tablespace' ? 'set-default-tablespace' : 'set-parameter';
		}
		default:
			return 'other';
	}
}

function presence(
	valid: boolean | undefined,
	undo: readonly Restoring[],
	facts: DropFacts | undefined,
): Present {
	if (valid === undefined) return 'absent';
	if (valid) return 'valid';
	const build = undo.find(({does}) => does === 'create-index');
	return facts && build && undoStatements(facts).includes(build.text) ? 'invalid' : 'other';
}

/** The table of the index, as the statement that builds it writes it. */
async function tableOf(undo: readonly Restoring[]): Promise<string> {
	const build = undo.find(({does}) => does === 'create-index');
	const {relations} = await statementLocks(build?.text ?? '', trackRelations());
	if (relations[0] === undefined)
		throw new RefusedError('The journal entry does not say how to build its index.');
	return relations[0];
}

/** Where a role or database has a default tablespace of its own, an index without a tablespace would move there. */
function inDefaultTablespace(undo: readonly Restoring[]): Restoring[] {
	if (undo.some(({does}) => does === 'set-default-tablespace')) return [...undo];
	return undo.flatMap(item => {
		if (item.does !== 'create-index') return [item];
		const [set = '', create = '', reset = ''] = inTablespace("''", item.text);
		return [
			{does: 'set-default-tablespace', text: set},
			{...item, text: create},
			{does: 'set-default-tablespace', text: reset},
		];
	});
}

function targetName({target}: JournalEntry): string {
	const name = (target as {name?: unknown} | null)?.name;
	if (typeof name !== 'string') throw new RefusedError('The journal entry does not name its index.');
	return name;
}

async function planned(statements: readonly Restoring[], name: string): Promise<PlannedStatement[]> {
	const known = trackRelations();
	const result: PlannedStatement[] = [];
	for (const {does, text} of statements) {
		const {lock, relations} = await statementLocks(text, known);
		known.committed();
		const builds = does === 'create-index' || does === 'reindex';
		result.push({does, text, lock, on: relations, ...(builds ? {buildsIndex: name} : {})});
	}
	return result;
}

function unit(name: string, undoOf: string, statements: readonly PlannedStatement[]): UnitDraft<UndoTarget> {
	return {
		title: `Build index ${sanitize(name)}`,
		target: {kind: 'undo', name, undoOf},
		transactional: false,
		statements,
		record: [],
	};
}

function indexCheck(present: Present, name: string, leftovers: readonly string[]): Check {
	const shown = {name: sanitize(name)};
	switch (present) {
		case 'absent':
			return pass(said('absent'));
		case 'invalid':
			return pass(said('rebuildable'));
		case 'other':
			return block(said('other-invalid', shown));
		case 'valid':
			return leftovers.length > 0 ? pass(said('leftovers-only')) : block(said('index-exists', shown));
	}
}

/** The table has to exist and to belong to this role, else the server would refuse in the middle. */
function tableChecks(
	name: string,
	{there, owned, schema, mayCreate, building}: UndoTable,
	present: Present,
	server: ServerIdentity,
): Check[] {
	const table = sanitize(name);
	if (!there) return [block(said('table-missing', {table}))];
	const grant = {schema: sanitize(schema ?? ''), role: sanitize(server.quotedUser)};
	return [
		owned ? pass(said('table-owned', {table})) : block(said('table-not-owned', {table})),
		...(present === 'absent' && !mayCreate ? [block(said('create-denied', grant))] : []),
		...(building && present !== 'absent' ? [block(said('build-in-progress', {table}))] : []),
	];
}

/** A build stopped by a full disk keeps what it has written, and a rebuild needs room beside it. */
async function roomText(reader: Reader, oid: number, name: string): Promise<string> {
	const size = (await readDropFacts(reader, oid))?.facts.sizeBytes ?? null;
	return `Make room on the disk of its tablespace first: the index keeps ${bytes(size)} of it. To free them: pgdeck indexes drop ${shellWord(name)}`;
}

async function invalidOutcome(
	reader: Reader,
	{target}: Unit<UndoTarget>,
	{code}: After,
): Promise<Coded | undefined> {
	const present = await readIndexByName(reader, target.name);
	const leftovers = (await readLeftovers(reader, target.name)).map(sanitize);
	const name = sanitize(target.name);
	if (present?.valid === false) {
		const room = code === '53100' ? await roomText(reader, present.oid, name) : null;
		return said('undo-invalid', {name, leftovers, room});
	}
	return leftovers.length === 0 ? undefined : said('undo-leftovers', {name, leftovers});
}
