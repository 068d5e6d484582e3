import type {FuncCall} from 'libpg-query';
import {nodesWithin, parseStatement} from '../parse/parser.ts';

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
