import {hostname} from 'node:os';
import createSql from '../../../sql/actions/ledger-create.sql';
import forgetSql from '../../../sql/actions/ledger-forget.sql';
import forgetNoteSql from '../../../sql/actions/ledger-forget-note.sql';
import noteSql from '../../../sql/actions/ledger-note.sql';
import createNotesSql from '../../../sql/actions/ledger-notes-create.sql';
import recordSql from '../../../sql/actions/ledger-record.sql';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Block, MigrationFile} from '../../migrations/formats/dbmate.ts';
import {functionsToLookUp, namesToLookUp, statementLocks} from '../../migrations/locks/locks.ts';
import {partitionedObstacle, releasesLocks} from '../../migrations/locks/obstacles.ts';
import {type Relations, trackRelations} from '../../migrations/locks/relations.ts';
import {ScriptError, splitStatements} from '../../migrations/parse/statements.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readGentleFunctions} from '../../queries/registry/functions-by-name.ts';
import {sqlBody} from '../../queries/statement.ts';
import {readRelations} from '../../queries/tables/relations-by-name.ts';
import {loginName} from '../../settings/own-user.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check, Parameter, PlannedStatement, UnitDraft} from '../engine/plan.ts';

/** "pgdeck" as a number: the key under which two consoles keep out of each other's way. Per database. */
export const migrationLock = String(0x70676465636b);

const writes = (text: string, parameters: readonly Parameter[], on: string): PlannedStatement => ({
	text: sqlBody(text),
	parameters,
	lock: 'ROW EXCLUSIVE',
	on: [on],
});

/** A file of migrations, or the ledger itself. */
export type MigrationTarget =
	| {readonly kind: 'migration'; readonly version: string; readonly name: string}
	| {readonly kind: 'ledger'};

/** The two tables of the ledger, made where they are missing. */
export function ledgerUnit(): UnitDraft<MigrationTarget> {
	return {
		title: 'Create the ledger of migrations',
		target: {kind: 'ledger'},
		transactional: true,
		statements: [createSql, createNotesSql].map(text => ({text: sqlBody(text), lock: 'none', on: []})),
		record: [],
	};
}

/** The ledger removed with the last migration that it tells of. dbmate makes its table again by itself. */
export function ledgerRemoval(): UnitDraft<MigrationTarget> {
	return {
		title: 'Remove the empty ledger',
		target: {kind: 'ledger'},
		transactional: true,
		statements: ['pgdeck_migrations', 'schema_migrations'].map(table => ({
			text: `drop table if exists ${table}`,
			lock: 'ACCESS EXCLUSIVE',
			on: [table],
		})),
		record: [],
	};
}

/** What the database holds of all that these blocks name and that may be there already, asked in one question. */
export async function relationsOf(reader: Reader, blocks: readonly Block[]): Promise<Relations> {
	const names: string[] = [];
	const functions: string[] = [];
	for (const {text} of blocks) {
		// What can't be split is named by the plan of its file.
		const parts = await splitStatements(text).catch(() => []);
		for (const part of parts) {
			names.push(...(await namesToLookUp(part.text)));
			functions.push(...(await functionsToLookUp(part.text)));
		}
	}
	return trackRelations(await readRelations(reader, names), await readGentleFunctions(reader, functions));
}

/**
One block of one file as a unit: its statements with their locks, and the ledger's own. In a transaction the ledger is
written in it; outside, after it, in a transaction of its own.
*/
export async function migrationUnit(
	file: MigrationFile,
	direction: 'up' | 'down',
	server: ServerIdentity,
	relations: Relations,
): Promise<{unit: UnitDraft<MigrationTarget> | undefined; checks: Check[]}> {
	const name = sanitize(file.fileName);
	const block = file[direction];
	const problem = file.problem ?? (block ? undefined : `it has no "-- migrate:${direction}"`);
	if (!block || problem !== undefined) {
		return {
			unit: undefined,
			checks: [{name, verdict: 'block', detail: `${name}: ${problem ?? 'it is empty'}`}],
		};
	}
	const {statements, checks} = await plannedStatements(file, block, relations, server);
	relations.fileEnded();
	const verb = direction === 'up' ? 'Apply' : 'Roll back';
	return {
		unit: {
			title: `${verb} ${name}`,
			target: {kind: 'migration', version: file.version, name: file.fileName},
			transactional: block.transaction,
			statements,
			record: direction === 'up' ? recorded(file, server) : forgotten(file),
		},
		checks,
	};
}

/** @param only the places of the statements to plan, from 0; all of them where left out */
export async function plannedStatements(
	file: MigrationFile,
	block: Block,
	relations: Relations,
	server: ServerIdentity,
	only?: readonly number[],
): Promise<{statements: PlannedStatement[]; checks: Check[]}> {
	const name = sanitize(file.fileName);
	const checks: Check[] = [];
	const at = (line: number) => `${name}:${block.line + line - 1}`;
	const block_ = (line: number, detail: string) =>
		checks.push({name, verdict: 'block', detail: `${at(line)}: ${detail}`});
	const all = await splitStatements(block.text, block.transaction).catch((error: unknown) => {
		if (!(error instanceof ScriptError)) throw error;
		block_(error.line, error.message);
		return [];
	});
	const parts = only === undefined ? all : all.filter((_part, place) => only.includes(place));
	const statements: PlannedStatement[] = [];
	for (const part of parts) {
		const obstacle = await partitionedObstacle(part.text, relations);
		if (obstacle !== undefined) block_(part.line, sanitize(obstacle));
		const locks = await statementLocks(part.text, relations);
		const {lock, outsideTransaction, buildsIndex} = locks;
		if (!block.transaction) relations.committed();
		if (outsideTransaction && block.transaction) {
			block_(
				part.line,
				'this statement can not run in a transaction. Put it into a file of its own, with transaction:false on the marker line.',
			);
		}
		const releases = await releasesLocks(part.text);
		if (releases !== undefined && !(outsideTransaction && block.transaction)) {
			block_(
				part.line,
				`${releases} gives up the lock that keeps two from running this at once. Take it out: each file begins with a session as it was opened.`,
			);
		}
		// BUG #17485: indexes built CONCURRENTLY on these may miss rows.
		if (buildsIndex && server.versionNumber >= 140_000 && server.versionNumber < 140_004) {
			block_(
				part.line,
				`PostgreSQL ${server.version} can build corrupt indexes CONCURRENTLY. Upgrade to 14.4 first.`,
			);
		}
		statements.push({
			text: part.text,
			lock,
			on: locks.relations,
			...(buildsIndex ? {buildsIndex} : {}),
			...(locks.stepsAside && !block.transaction ? {stepsAside: true} : {}),
			source: {file: file.fileName, line: block.line + part.line - 1},
		});
	}
	return {statements, checks};
}

/** What the ledger is told of a file that is applied. */
export function recorded(file: MigrationFile, server: ServerIdentity): PlannedStatement[] {
	const who = `${loginName()}@${hostname()} as ${server.user}`;
	return [
		writes(recordSql, [file.version], 'schema_migrations'),
		writes(noteSql, [file.version, file.name, file.checksum, {elapsedMs: true}, who], 'pgdeck_migrations'),
	];
}

function forgotten(file: MigrationFile): PlannedStatement[] {
	return [
		writes(forgetSql, [file.version], 'schema_migrations'),
		writes(forgetNoteSql, [file.version], 'pgdeck_migrations'),
	];
}
