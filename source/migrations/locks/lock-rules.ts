import type {AlterTableCmd, FuncCall, Node, RangeVar} from 'libpg-query';
import {identifier} from '../../format/identifier.ts';
import {nodesWithin} from '../parse/parser.ts';
import {type LockMode, lockModes} from './lock-modes.ts';
import type {Relations} from './relations.ts';
import type {Locked} from './words.ts';

export type Lock = Locked & {readonly mode: LockMode};

/** A name as SQL writes it: the parser returns it unquoted. */
export function relationName(relation: {
	readonly schemaname?: string | undefined;
	readonly relname?: string | undefined;
}): string {
	const {schemaname, relname = ''} = relation;
	return (schemaname ? [schemaname, relname] : [relname]).map(identifier).join('.');
}

export const on = (mode: LockMode, relation: RangeVar | undefined): Lock[] => [
	{mode, relation: relation ? relationName(relation) : null},
];

export const onAll = (mode: LockMode, relations: readonly Node[] | undefined): Lock[] =>
	(relations ?? []).flatMap(node => ('RangeVar' in node ? on(mode, node.RangeVar) : []));

export const relationTypes: readonly string[] =
	`OBJECT_TABLE OBJECT_INDEX OBJECT_VIEW OBJECT_MATVIEW OBJECT_FOREIGN_TABLE
	OBJECT_SEQUENCE`.split(/\s+/);

/** `{schema, table}` or `{schema, table, trigger}`: the object of DROP and COMMENT. */
export function namesOf(object: Node | undefined): string[] {
	const items = object && 'List' in object ? (object.List.items ?? []) : [];
	return items.map(item => identifier('String' in item ? (item.String.sval ?? '') : ''));
}

/** Locks on the named objects. Tables locked through foreign keys come from `lockedBesides`. */
export function dropLocks({
	removeType = 'OBJECT_TABLE',
	objects = [],
	concurrent,
	behavior,
}: Extract<Node, {DropStmt: unknown}>['DropStmt']): Lock[] | undefined {
	const each = (mode: LockMode, name: (names: string[]) => string[]) =>
		objects.map(object => ({mode, relation: name(namesOf(object)).join('.')}));
	if (['OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE'].includes(removeType)) {
		return each('ACCESS EXCLUSIVE', names => names.slice(0, -1));
	}
	if (relationTypes.includes(removeType)) {
		return each(concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', names => names);
	}
	if (removeType === 'OBJECT_STATISTIC_EXT') return on('SHARE UPDATE EXCLUSIVE', undefined);
	// CASCADE of a schema, type or function drops dependent objects that the statement doesn't name.
	return behavior === 'DROP_CASCADE' || removeType === 'OBJECT_EXTENSION' ? undefined : [];
}

export function commentLocks({
	objtype = 'OBJECT_TABLE',
	object,
}: Extract<Node, {CommentStmt: unknown}>['CommentStmt']): Lock[] {
	const names = namesOf(object);
	const relation = objtype === 'OBJECT_COLUMN' ? names.slice(0, -1) : names;
	const locks = objtype === 'OBJECT_COLUMN' || relationTypes.includes(objtype);
	return locks ? [{mode: 'SHARE UPDATE EXCLUSIVE', relation: relation.join('.')}] : [];
}

const sharedUpdate = new Set(
	`AT_SetStatistics AT_ClusterOn AT_DropCluster AT_SetRelOptions AT_ResetRelOptions AT_SetOptions AT_ResetOptions
	AT_ValidateConstraint AT_AttachPartition AT_DetachPartitionFinalize`.split(/\s+/),
);
const sharedRow = new Set(
	`AT_EnableTrig AT_EnableTrigAll AT_EnableTrigUser AT_EnableAlwaysTrig AT_EnableReplicaTrig AT_DisableTrig
	AT_DisableTrigAll AT_DisableTrigUser`.split(/\s+/),
);

export function alterTableLocks(command: AlterTableCmd, relation: RangeVar | undefined): Lock[] {
	const {subtype = '', def} = command;
	const referenced = foreignKeys(def ? [def] : []);
	const partition = def && 'PartitionCmd' in def ? def.PartitionCmd : undefined;
	const detachConcurrently = partition?.concurrent === true;
	if (sharedRow.has(subtype) || (subtype === 'AT_AddConstraint' && referenced.length > 0)) {
		return [...on('SHARE ROW EXCLUSIVE', relation), ...referenced];
	}
	const gentle = sharedUpdate.has(subtype) || detachConcurrently;
	return [
		...on(gentle ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', relation),
		...(partition?.name && !detachConcurrently ? on('ACCESS EXCLUSIVE', partition.name) : []),
		...referenced,
	];
}

/** Tables referenced by a new foreign key, which are locked too. */
export function foreignKeys(elements: readonly Node[] | undefined): Lock[] {
	return (elements ?? []).flatMap(element => {
		if ('ColumnDef' in element) return foreignKeys(element.ColumnDef.constraints);
		const isForeign = 'Constraint' in element && element.Constraint.contype === 'CONSTR_FOREIGN';
		return isForeign ? on('SHARE ROW EXCLUSIVE', element.Constraint.pktable) : [];
	});
}

const queries = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CreateTableAsStmt'];
const writing = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

export const isQuery = (node: Node): boolean => queries.some(kind => kind in node);

/** Built-in functions that write to a table, or run a statement from their arguments. */
const doing =
	/^(brin_(de)?summarize_\w+|gin_clean_pending_list|pg_(restore|clear)_\w+_stats|(query|cursor)_to_xml\w*|ts_stat|ts_rewrite|pg_extension_config_dump)$/;
/** Functions that lock their sequence, as an INSERT locks its table. */
const counting = ['nextval', 'setval'];

/**
Locks of a query with its WITH clauses and subqueries; undefined when it calls a function that may do anything. The
statement doesn't show what triggers do.
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

/** Functions that a query calls, as SQL writes them. */
export function functionsIn(node: Node): string[] {
	if (!isQuery(node)) return [];
	const names = nodesWithin(node, 'FuncCall').flatMap(found => {
		const {funcname = [], funcformat} = found as FuncCall;
		// EXTRACT and the like are syntax; their functions have other names on older servers.
		if (funcformat === 'COERCE_SQL_SYNTAX') return [];
		return funcname.map(part => identifier('String' in part ? (part.String.sval ?? '') : '')).join('.');
	});
	return [...new Set(names)];
}

const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1);

const line = /^[\t ]*-- locks: (.*)$/gm;
const partitionsOf = 'the partitions of ';

/**
Declared locks of a DO block, since no parser sees them: lines of its body such as "-- locks: ACCESS EXCLUSIVE on tenants,
the partitions of users" or "-- locks: nothing". Undefined without such a line or with an invalid one. For the pack's
blocks, tests/sql/pack-declared-locks.test.ts compares them with pg_locks.
*/
export function declaredLocks(text: string): Lock[] | undefined {
	const parts = [...text.matchAll(line)].flatMap(([, declared = '']) => declared.split(';'));
	if (parts.length === 0) return undefined;
	const locks: Lock[] = [];
	for (const part of parts.map(each => each.trim())) {
		if (part === 'nothing') continue;
		const [, written, relations = ''] = /^([A-Z ]+) on (.+)$/.exec(part) ?? [];
		const mode = lockModes.find(known => known === written);
		if (mode === undefined) return undefined;
		locks.push(...relations.split(/,\s*/).map(relation => ({mode, ...declaredRelation(relation)})));
	}
	return locks;
}

/** Declared relations are names, `the partitions of NAME`, or another description that begins with `the`. */
function declaredRelation(declared: string): Locked {
	if (declared.startsWith(partitionsOf)) {
		return {relation: declared.slice(partitionsOf.length), of: 'partitions'};
	}
	return declared.startsWith('the ') ? {relation: declared, of: 'declared'} : {relation: declared};
}
