import {statementLocks} from '../migrations/locks.ts';
import {trackRelations} from '../migrations/relations.ts';
import {RefusedError} from '../postgres/errors.ts';
import type {Reader} from '../postgres/reader.ts';
import {readDropFacts, readIndexByName} from '../queries/drop-facts.ts';
import type {ServerIdentity} from '../snapshot/schema.ts';
import {sanitise} from '../terminal/sanitise.ts';
import type {Action} from './action.ts';
import {isAlive, type JournalEntry, type JournalStory, stories} from './journal.ts';
import {type Check, type PlannedStatement, planId, type Unit} from './plan.ts';
import {policyChecks, typedWord} from './policy.ts';
import {undoStatements} from './undo-statements.ts';

/** Drops of this server's database that the journal knows, the newest first, but for those undone already. */
export function undoable(entries: readonly JournalEntry[], server: ServerIdentity): JournalStory[] {
	const all = stories(entries, isAlive).filter(({begun}) => sameDatabase(begun, server));
	const undone = new Set(
		all.flatMap(({begun, outcome}) =>
			begun.action === 'undo-drop' && outcome === 'done' ? [undoOf(begun)] : [],
		),
	);
	return all
		.filter(({id, begun}) => begun.action === 'drop-indexes' && begun.event === 'started' && !undone.has(id))
		.toReversed();
}

/** The same cluster by its identifier; where that is withheld, the same address. */
function sameDatabase(entry: JournalEntry, server: ServerIdentity): boolean {
	const known = entry.server.systemIdentifier !== null && server.systemIdentifier !== null;
	const sameServer = known
		? entry.server.systemIdentifier === server.systemIdentifier
		: entry.server.host === server.host && entry.server.port === server.port;
	return sameServer && entry.server.database === server.database;
}

function undoOf(entry: JournalEntry): string | undefined {
	const target = entry.target as {undoOf?: unknown} | null;
	return typeof target?.undoOf === 'string' ? target.undoOf : undefined;
}

/** Builds a dropped index again, CONCURRENTLY; or makes one valid that an interrupted drop left INVALID. */
export const undoDrop: Action<'undo-drop'> = {
	id: 'undo-drop',
	title: 'Undo a drop',
	async plan({reader, server, permission, journal, now}, {id: wanted}) {
		const story = undoable(journal.read(), server).find(({id}) => id === wanted);
		if (!story) {
			throw new RefusedError(
				`The journal has no drop ${wanted} of this database that could be undone. See: pgdeck journal`,
			);
		}
		const id = planId();
		const name = targetName(story.begun);
		const present = await readIndexByName(reader, name);
		const {undo} = story.begun;
		// Of an undo that was interrupted itself there may be the index alone: what goes with it is said again.
		const texts = present
			? [`REINDEX INDEX CONCURRENTLY ${name}`, ...undo.filter(text => /^(COMMENT|ALTER) /.test(text))]
			: undo;
		const facts = present && (await readDropFacts(reader, present.oid))?.facts;
		const other = facts && !undoStatements(facts).some(text => isBuild(text) && undo.includes(text));
		const word = typedWord('low', server);
		const check: Check =
			present?.valid === true
				? {name: 'index', verdict: 'block', detail: `there is an index ${sanitise(name)} already`}
				: other
					? {
							name: 'index',
							verdict: 'block',
							detail: `there is another index ${sanitise(name)}, an INVALID one`,
						}
					: {
							name: 'index',
							verdict: 'pass',
							detail: present ? 'it is INVALID and can be rebuilt' : 'it is not there',
						};
		return {
			id,
			action: 'undo-drop',
			title: `Undo ${wanted}: ${present ? 'make' : 'build'} index ${sanitise(name)} ${present ? 'valid' : 'again'}`,
			risk: 'low',
			server,
			units: [unit(`${id}.1`, name, wanted, await planned(texts, name))],
			checks: [...policyChecks(server, permission), check],
			...(word === undefined ? {} : {typedWord: word}),
			plannedAt: now,
		};
	},
	async verify(reader, {target, statements}) {
		if (target.kind !== 'undo') return 'it is not an undo';
		const present = await readIndexByName(reader, target.name);
		if (present?.valid) return 'there is an index of that name already';
		const rebuilds = statements.some(({text}) => text.startsWith('REINDEX'));
		if (rebuilds !== (present !== undefined)) return 'the index has changed since the plan was made';
		return undefined;
	},
	outcome: invalidOutcome,
};

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

function unit(id: string, name: string, undoOf: string, statements: readonly PlannedStatement[]): Unit {
	return {
		id,
		title: `Build index ${sanitise(name)}`,
		target: {kind: 'undo', name, undoOf},
		transactional: false,
		statements,
		record: [],
	};
}

async function invalidOutcome(reader: Reader, {target}: Unit): Promise<string | undefined> {
	if (target.kind !== 'undo') return undefined;
	const present = await readIndexByName(reader, target.name);
	return present && !present.valid
		? `the index ${sanitise(target.name)} is INVALID. Undo it once more to rebuild it.`
		: undefined;
}
