import type {FuncCall} from 'libpg-query';
import {nodesWithin, parseStatement} from '../parse/parser.ts';
import {droppedBy} from '../parse/statement-effects.ts';
import {relationName} from './lock-rules.ts';
import type {Relations} from './relations.ts';

/**
Why a statement that says CONCURRENTLY can't be run, where its table is partitioned: PostgreSQL refuses both, also with IF
NOT EXISTS where the index is there (DefineIndex in indexcmds.c, RemoveRelations in tablecmds.c). Asked before
`statementLocks` of it, and nothing of a table that an earlier statement may have made another.
*/
export async function partitionedObstacle(text: string, relations: Relations): Promise<string | undefined> {
	const node = await parseStatement(text);
	if (!node) return undefined;
	if ('IndexStmt' in node && node.IndexStmt.concurrent && node.IndexStmt.relation) {
		const table = relationName(node.IndexStmt.relation);
		if (!relations.find(table)?.partitioned || relations.isReshaped(table)) return undefined;
		return `${table} is partitioned: PostgreSQL builds no index of such a table CONCURRENTLY. pgdeck optimize builds it on one partition after the other.`;
	}
	if (!('DropStmt' in node) || !node.DropStmt.concurrent) return undefined;
	for (const name of droppedBy(node).names) {
		const {partitioned, table} = relations.find(name) ?? {};
		if (!partitioned || (table && relations.isReshaped(table))) continue;
		return `${table} is partitioned: PostgreSQL drops no index of such a table CONCURRENTLY. Put the table back to a plain one first, or drop ${name} by hand.`;
	}
	return undefined;
}

const unlocking = 'pg_advisory_unlock_all';

/**
What in a statement gives up all advisory locks of its session, as SQL writes it, where that can be seen; a function may
do so unseen.
*/
export async function releasesLocks(text: string): Promise<string | undefined> {
	const node = await parseStatement(text);
	if (!node) return undefined;
	if ('DiscardStmt' in node) return node.DiscardStmt.target === 'DISCARD_ALL' ? 'DISCARD ALL' : undefined;
	// Their bodies are not run yet.
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
