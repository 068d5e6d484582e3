import type {FuncCall} from 'libpg-query';
import type {CodedBy} from '../../format/coded.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {nodesWithin, parseStatement} from '../parse/parser.ts';
import {droppedBy} from '../parse/statement-effects.ts';
import {partitioned, type partitionedWords} from '../words.ts';
import {relationName} from './lock-rules.ts';
import type {Relations} from './relations.ts';

/**
Why a CONCURRENTLY statement can't run on a partitioned table. PostgreSQL refuses to create and to drop, even with IF NOT
EXISTS (DefineIndex in indexcmds.c, RemoveRelations in tablecmds.c). Call it before `statementLocks` of the same
statement. Tables that an earlier statement may have reshaped are not judged.
*/
export async function partitionedObstacle(
	text: string,
	relations: Relations,
): Promise<CodedBy<typeof partitionedWords> | undefined> {
	const node = await parseStatement(text);
	if (!node) return undefined;
	if ('IndexStmt' in node && node.IndexStmt.concurrent && node.IndexStmt.relation) {
		const table = relationName(node.IndexStmt.relation);
		if (!relations.find(table)?.partitioned || relations.isReshaped(table)) return undefined;
		return partitioned('partitioned-create', {table: sanitize(table)});
	}
	if (!('DropStmt' in node) || !node.DropStmt.concurrent) return undefined;
	for (const name of droppedBy(node).names) {
		const {partitioned: isPartitioned, table} = relations.find(name) ?? {};
		if (!isPartitioned || (table && relations.isReshaped(table))) continue;
		return partitioned('partitioned-drop', {table: sanitize(String(table)), index: sanitize(name)});
	}
	return undefined;
}

const unlocking = 'pg_advisory_unlock_all';

/**
The part of a statement that releases all advisory locks of its session, quoted as SQL. A function that does so is not
detected.
*/
export async function releasesLocks(text: string): Promise<string | undefined> {
	const node = await parseStatement(text);
	if (!node) return undefined;
	if ('DiscardStmt' in node) return node.DiscardStmt.target === 'DISCARD_ALL' ? 'DISCARD ALL' : undefined;
	// Creating them does not run their bodies.
	if ('CreateFunctionStmt' in node || 'ViewStmt' in node || 'RuleStmt' in node) return undefined;
	const calls = nodesWithin(node, 'FuncCall').some(call => calledName(call as FuncCall) === unlocking);
	const within = 'DoStmt' in node && new RegExp(`\\b${unlocking}\\b|\\bdiscard\\s+all\\b`, 'i').exec(text);
	if (within) return within[0];
	return calls ? `${unlocking}()` : undefined;
}

function calledName({funcname = []}: FuncCall): string | undefined {
	const last = funcname.at(-1);
	return last && 'String' in last ? last.String.sval : undefined;
}
