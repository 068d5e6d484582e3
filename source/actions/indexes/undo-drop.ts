import {shellWord} from '../../format/identifier.ts';
import {bytes} from '../../format/quantities.ts';
import {statementLocks} from '../../migrations/locks/locks.ts';
import {trackRelations} from '../../migrations/locks/relations.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type DropFacts, readDropFacts} from '../../queries/indexes/drop-facts.ts';
import {readLeftovers, readUndoTable} from '../../queries/indexes/undo-facts.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, After} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {JournalEntry} from '../engine/journal.ts';
import type {PlannedStatement, Unit, UnitDraft} from '../engine/plan.ts';
import {indexCheck, leftoverChecks, type Present, tableChecks} from './undo-checks.ts';
import {inTablespace, undoStatements} from './undo-statements.ts';
import {undoable} from './undoable.ts';

export type UndoDropRequest = {readonly action: 'undo-drop'; readonly id: string};

type UndoTarget = {readonly kind: 'undo'; readonly name: string; readonly undoOf: string};

/** Builds a dropped index again, CONCURRENTLY; or makes one valid that an interrupted drop left INVALID. */
export const undoDrop: Action<UndoDropRequest, UndoTarget> = {
	id: 'undo-drop',
	title: 'Undo a drop',
	async plan(context, {id: wanted}) {
		const {reader, server, journal} = context;
		const story = undoable(journal.read(), server).find(({id}) => id === wanted);
		if (!story) {
			throw new RefusedError(
				`The journal has no drop ${wanted} of this database that could be undone. See: pgdeck journal`,
			);
		}
		const name = targetName(story.begun);
		const present = await readIndexByName(reader, name);
		const facts = present && (await readDropFacts(reader, present.oid))?.facts;
		const state = presence(present?.valid, story.begun.undo, facts);
		const leftovers = await readLeftovers(reader, name);
		const table = await tableOf(story.begun.undo);
		const known = await readUndoTable(reader, table);
		const undo = known.elsewhere ? inDefaultTablespace(story.begun.undo) : story.begun.undo;
		// Of an undo that was interrupted itself there may be the index alone: what goes with it is said again.
		const extras = undo.filter(text => /^(COMMENT|ALTER) /.test(text));
		const texts = {
			absent: undo,
			valid: leftovers.length > 0 ? extras : undo,
			invalid: [`REINDEX INDEX CONCURRENTLY ${name}`, ...extras],
			other: undo,
		}[state];
		const drops = state === 'invalid' || state === 'valid' ? leftovers : [];
		return createPlan(undoDrop, context, {
			title: `Undo ${wanted}: ${titles[state]} ${sanitize(name)}${state === 'absent' ? ' again' : state === 'invalid' ? ' valid' : ''}`,
			risk: 'low',
			units: [
				unit(name, wanted, [
					...drops.map(leftover => dropOf(leftover, table)),
					...(await planned(texts, name)),
				]),
			],
			checks: [
				...tableChecks(table, known, state, server),
				indexCheck(state, name, leftovers),
				...leftoverChecks(drops),
			],
		});
	},
	async verify(reader, {target, statements}) {
		const present = await readIndexByName(reader, target.name);
		const builds = statements.some(({text}) => isBuild(text));
		if (present?.valid && builds) return 'there is an index of that name already';
		const rebuilds = statements.some(({text}) => text.startsWith('REINDEX'));
		const drops = statements.flatMap(({text}) => (text.startsWith(dropping) ? [text] : []));
		const left = await readLeftovers(reader, target.name);
		const same = drops.length === 0 || String(drops) === String(left.map(name => dropping + name));
		if (!same || (builds && rebuilds !== (present !== undefined))) {
			return 'the index has changed since the plan was made';
		}
		return undefined;
	},
	outcome: invalidOutcome,
};

const titles = {
	absent: 'build index',
	invalid: 'make index',
	other: 'build index',
	valid: 'remove what was left of a rebuild of index',
} as const;

function presence(
	valid: boolean | undefined,
	undo: readonly string[],
	facts: DropFacts | undefined,
): Present {
	if (valid === undefined) return 'absent';
	if (valid) return 'valid';
	const same = facts && undoStatements(facts).some(text => isBuild(text) && undo.includes(text));
	return same ? 'invalid' : 'other';
}

/** The table of the index, as the statement that builds it has it. */
async function tableOf(undo: readonly string[]): Promise<string> {
	const build = undo.find(isBuild);
	const {relations} = await statementLocks(build ?? '', trackRelations());
	if (relations[0] === undefined)
		throw new RefusedError('The journal entry does not say how to build its index.');
	return relations[0];
}

/** Where a role or database has a default of its own, an index without a tablespace would move there. */
function inDefaultTablespace(undo: readonly string[]): string[] {
	if (undo.some(text => text.startsWith('SET default_tablespace'))) return [...undo];
	return undo.flatMap(text => (isBuild(text) ? inTablespace("''", text) : [text]));
}

const dropping = 'DROP INDEX CONCURRENTLY ';

const dropOf = (name: string, table: string): PlannedStatement => ({
	text: dropping + name,
	lock: 'SHARE UPDATE EXCLUSIVE',
	on: [name, table],
});

function targetName({target}: JournalEntry): string {
	const name = (target as {name?: unknown} | null)?.name;
	if (typeof name !== 'string') throw new RefusedError('The journal entry does not name its index.');
	return name;
}

const isBuild = (text: string) => /^(CREATE|REINDEX) /.test(text);

async function planned(texts: readonly string[], name: string): Promise<PlannedStatement[]> {
	const statements: PlannedStatement[] = [];
	const known = trackRelations();
	for (const text of texts) {
		const {lock, relations} = await statementLocks(text, known);
		known.committed();
		statements.push({text, lock, on: relations, ...(isBuild(text) ? {buildsIndex: name} : {})});
	}
	return statements;
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

/** A build that met the end of the disk keeps what it has written, and a rebuild needs room beside it. */
async function roomWords(reader: Reader, oid: number, name: string): Promise<string> {
	const size = (await readDropFacts(reader, oid))?.facts.sizeBytes ?? null;
	return ` Make room on the disk of its tablespace first: it keeps ${bytes(size)} of it, which this gives back: pgdeck indexes drop ${shellWord(name)}`;
}

async function invalidOutcome(
	reader: Reader,
	{target}: Unit<UndoTarget>,
	{code}: After,
): Promise<string | undefined> {
	const present = await readIndexByName(reader, target.name);
	const left = (await readLeftovers(reader, target.name)).join(', ');
	const name = sanitize(target.name);
	if (present?.valid === false) {
		const room = code === '53100' ? await roomWords(reader, present.oid, name) : '';
		return left === ''
			? `the index ${name} is INVALID. Undo it once more to rebuild it.${room}`
			: `the index ${name} is INVALID, and so is what is left of its rebuild: ${sanitize(left)}. Undo it once more: that drops the rest and rebuilds it.${room}`;
	}
	return left === ''
		? undefined
		: `the index ${name} is valid, but its rebuild has left ${sanitize(left)}, INVALID. Undo it once more to drop that.`;
}
