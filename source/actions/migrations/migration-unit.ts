import {hostname} from 'node:os';
import createSql from '../../../sql/actions/ledger-create.sql';
import forgetSql from '../../../sql/actions/ledger-forget.sql';
import forgetNoteSql from '../../../sql/actions/ledger-forget-note.sql';
import noteSql from '../../../sql/actions/ledger-note.sql';
import createNotesSql from '../../../sql/actions/ledger-notes-create.sql';
import recordSql from '../../../sql/actions/ledger-record.sql';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
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
import {block as blocks} from '../engine/check.ts';
import type {Check, Parameter, PlannedStatement, UnitDraft} from '../engine/plan.ts';
import {said} from './words.ts';

/** "pgdeck" as a number: the advisory lock that keeps two runs in one database apart. */
export const migrationLock = String(0x70676465636b);

const writes = (text: string, parameters: readonly Parameter[], on: string): PlannedStatement => ({
	does: 'record',
	text: sqlBody(text),
	parameters,
	lock: 'ROW EXCLUSIVE',
	on: [on],
});

/** A migration file, or the ledger itself. */
export type MigrationTarget =
	| {readonly kind: 'migration'; readonly version: string; readonly name: string}
	| {readonly kind: 'ledger'};

/** Creates the missing tables of the ledger. */
export function ledgerUnit(): UnitDraft<MigrationTarget> {
	return {
		title: 'Create the migration ledger',
		target: {kind: 'ledger'},
		transactional: true,
		statements: [createSql, createNotesSql].map(text => ({
			does: 'create-table',
			text: sqlBody(text),
			lock: 'none',
			on: [],
		})),
		record: [],
	};
}

/** Drops the ledger after its last entry. dbmate creates its table again on its own. */
export function ledgerRemoval(): UnitDraft<MigrationTarget> {
	return {
		title: 'Drop the empty migration ledger',
		target: {kind: 'ledger'},
		transactional: true,
		statements: ['pgdeck_migrations', 'schema_migrations'].map(table => ({
			does: 'drop-table',
			text: `drop table if exists ${table}`,
			lock: 'ACCESS EXCLUSIVE',
			on: [table],
		})),
		record: [],
	};
}

/** The existing relations and functions that these blocks name, read at once. */
export async function relationsOf(reader: Reader, blocks: readonly Block[]): Promise<Relations> {
	const names: string[] = [];
	const functions: string[] = [];
	for (const {text} of blocks) {
		// A block that can't be split is reported by the plan of its file.
		const parts = await splitStatements(text).catch(() => []);
		for (const part of parts) {
			names.push(...(await namesToLookUp(part.text)));
			functions.push(...(await functionsToLookUp(part.text)));
		}
	}
	return trackRelations(await readRelations(reader, names), await readGentleFunctions(reader, functions));
}

/**
One block of a file as a unit: its statements with their locks, and those that record it. They run in the block's
transaction, or afterwards in their own if the block has none.
*/
export async function migrationUnit(
	file: MigrationFile,
	direction: 'up' | 'down',
	server: ServerIdentity,
	relations: Relations,
): Promise<{unit: UnitDraft<MigrationTarget> | undefined; checks: Check[]}> {
	const name = sanitize(file.fileName);
	const block = file[direction];
	if (!block || file.problem) {
		const reason = file.problem ?? said(direction === 'up' ? 'no-up-marker' : 'no-down-marker');
		return {unit: undefined, checks: [blocks(reason, {object: name})]};
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

/** @param only positions of the statements to plan, from 0; all if omitted */
export async function plannedStatements(
	file: MigrationFile,
	block: Block,
	relations: Relations,
	server: ServerIdentity,
	only?: readonly number[],
): Promise<{statements: PlannedStatement[]; checks: Check[]}> {
	const name = sanitize(file.fileName);
	const checks: Check[] = [];
	const blockAt = (line: number, reason: Coded) =>
		checks.push(blocks(reason, {object: `${name}:${block.line + line - 1}`}));
	const all = await splitStatements(block.text, block.transaction).catch((error: unknown) => {
		if (!(error instanceof ScriptError)) throw error;
		blockAt(error.line, error.problem);
		return [];
	});
	const parts = only === undefined ? all : all.filter((_part, place) => only.includes(place));
	const statements: PlannedStatement[] = [];
	for (const part of parts) {
		const obstacle = await partitionedObstacle(part.text, relations);
		if (obstacle !== undefined) blockAt(part.line, obstacle);
		const locks = await statementLocks(part.text, relations);
		const {lock, outsideTransaction, buildsIndex} = locks;
		if (!block.transaction) relations.committed();
		if (outsideTransaction && block.transaction) blockAt(part.line, said('not-in-transaction'));
		const releases = await releasesLocks(part.text);
		if (releases !== undefined && !(outsideTransaction && block.transaction)) {
			blockAt(part.line, said('releases-lock', {statement: releases}));
		}
		// BUG #17485: indexes built CONCURRENTLY by these versions may miss rows.
		if (buildsIndex && server.versionNumber >= 140_000 && server.versionNumber < 140_004) {
			blockAt(part.line, said('corrupt-build', {version: server.version}));
		}
		statements.push({
			does: 'migration',
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

/** Statements that record a file as applied. */
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
