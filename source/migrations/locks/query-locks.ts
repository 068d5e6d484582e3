import type {FuncCall, Node, RangeVar} from 'libpg-query';
import {identifier} from '../../format/identifier.ts';
import {nodesWithin} from '../parse/parser.ts';
import {type Lock, on} from './lock-rules.ts';
import type {Relations} from './relations.ts';

const queries = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CreateTableAsStmt'];
const writing = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

export const isQuery = (node: Node): boolean => queries.some(kind => kind in node);

/** PostgreSQL's own that do more than read: to a table, or by a statement that is made of their arguments. */
const doing =
	/^(brin_(de)?summarize_\w+|gin_clean_pending_list|pg_(restore|clear)_\w+_stats|(query|cursor)_to_xml\w*|ts_stat|ts_rewrite|pg_extension_config_dump)$/;
/** These lock their sequence, as an INSERT does its table. */
const counting = ['nextval', 'setval'];

/**
What a query locks, with all that its WITH and its subqueries do; undefined where it calls a function that may do
anything. What triggers do is not told by the statement.
*/
export function queryLocks(node: Node, relations: Relations): Lock[] | undefined {
	const called = functionsIn(node);
	if (called.some(name => doing.test(lastPart(name)) || !relations.isGentle(name))) return undefined;
	const written = writing.flatMap(kind =>
		nodesWithin(node, kind).flatMap(found => on('ROW EXCLUSIVE', (found as {relation?: RangeVar}).relation)),
	);
	const marks = nodesWithin(node, 'lockingClause').length > 0;
	const counts = called.some(name => counting.includes(lastPart(name)));
	return [
		...written,
		...(counts ? on('ROW EXCLUSIVE', undefined) : []),
		...(marks ? on('ROW SHARE', undefined) : []),
		...('SelectStmt' in node ? on('ACCESS SHARE', undefined) : []),
	];
}

/** The functions that a query calls, as SQL writes them. */
export function functionsIn(node: Node): string[] {
	if (!isQuery(node)) return [];
	const names = nodesWithin(node, 'FuncCall').flatMap(found => {
		const {funcname = [], funcformat} = found as FuncCall;
		// EXTRACT and the like are SQL's own words, for functions that an older server may call otherwise.
		if (funcformat === 'COERCE_SQL_SYNTAX') return [];
		return funcname.map(part => identifier('String' in part ? (part.String.sval ?? '') : '')).join('.');
	});
	return [...new Set(names)];
}

const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1);
