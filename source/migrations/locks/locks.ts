import type {Node} from 'libpg-query';
import {parseStatement} from '../parse/parser.ts';
import {
	droppedBy,
	hasOption,
	isOneStep,
	madeBy,
	outsideTransaction,
	toleratesAbsence,
} from '../parse/statement-effects.ts';
import {type LockMode, stopsWriters, strongest} from './lock-modes.ts';
import {linksMadeBy, lockedBelow, lockedBesides, namesAbove, namesThatReach} from './lock-reach.ts';
import {
	alterTableLocks,
	commentLocks,
	declaredLocks,
	dropLocks,
	foreignKeys,
	functionsIn,
	isQuery,
	type Lock,
	on,
	onAll,
	queryLocks,
} from './lock-rules.ts';
import type {Relations} from './relations.ts';
import {lockedText} from './words.ts';

type StatementLocks = {
	/** The strongest lock on existing relations. */
	readonly lock: LockMode;
	/** The relations as the statement writes them, or described. */
	readonly relations: readonly string[];
	/** PostgreSQL refuses it inside a transaction block. */
	readonly outsideTransaction: boolean;
	/** The index that it builds CONCURRENTLY, as SQL writes it. A failed build leaves it INVALID. */
	readonly buildsIndex: string | null;
	/**
	Other sessions queue behind it while it waits for its lock, and it leaves nothing behind when it gives up. False for
	CONCURRENTLY, which leaves an INVALID index, and for DO and CALL, which may commit midway.
	*/
	readonly stepsAside: boolean;
};

const unknown: StatementLocks = {
	lock: 'unknown',
	relations: [],
	outsideTransaction: false,
	buildsIndex: null,
	stepsAside: false,
};

/**
Locks of a statement, by PostgreSQL's grammar (libpg-query, version 18). Modes as measured on PostgreSQL 13, 15 and 18,
and as in AlterTableGetLockLevel (tablecmds.c).
@param relations relations before the statement; updated with what it creates and drops
*/
export async function statementLocks(text: string, relations: Relations): Promise<StatementLocks> {
	const node = await parseStatement(text);
	if (!node) return unknown;
	if (setsPath(node, text)) relations.pathChanged();
	const taken = takenBy(node, text, relations);
	const made = madeBy(node);
	const absent = made?.unlessThere === true && relations.find(made.name)?.there === false;
	const tolerant = toleratesAbsence(node) || 'DoStmt' in node;
	const existing = [
		...(taken ?? []),
		...tablesOfIndexes(node, taken ?? [], relations),
		...lockedBesides(node, relations),
		...lockedBelow(node, relations),
	].filter(
		({relation, of = 'relation'}) =>
			relation === null ||
			!(
				((of === 'relation' || of === 'partitions') && relations.isFresh(relation)) ||
				(of === 'relation' && tolerant && relations.find(relation)?.there === false)
			),
	);
	for (const name of droppedBy(node).names) relations.dropped(name);
	if (made && (!made.unlessThere || absent)) relations.made(made.name, made.table);
	for (const link of linksMadeBy(node)) relations.linked(link);
	// A procedure may partition a table, or turn it back.
	if ('DoStmt' in node && /\bcall\b/i.test(text)) {
		for (const {mode, relation, of} of taken ?? []) {
			if (mode === 'ACCESS EXCLUSIVE' && relation !== null && of === undefined) relations.reshaped(relation);
		}
	}
	if (!taken) {
		return {...unknown, outsideTransaction: outsideTransaction(node), stepsAside: 'DropStmt' in node};
	}
	const lock = strongest(existing.map(({mode}) => mode));
	return {
		lock,
		stepsAside: stopsWriters(lock) && isOneStep(node) && !('DoStmt' in node),
		relations: [...new Set(existing.flatMap(each => lockedText(each) ?? []))],
		outsideTransaction: outsideTransaction(node),
		buildsIndex: 'IndexStmt' in node && node.IndexStmt.concurrent ? (made?.name ?? null) : null,
	};
}

function takenBy(node: Node, text: string, relations: Relations): Lock[] | undefined {
	if (isQuery(node)) return queryLocks(node, relations);
	return 'DoStmt' in node ? declaredLocks(text) : locksOf(node);
}

/** Names to read from the catalog before `statementLocks`. */
export async function namesToLookUp(text: string): Promise<string[]> {
	const node = await parseStatement(text);
	if (!node) return [];
	const made = madeBy(node);
	const declared = 'DoStmt' in node ? (declaredLocks(text) ?? []) : [];
	const tolerated = toleratesAbsence(node) ? (locksOf(node) ?? []) : declared;
	return [
		...new Set([
			...(made?.unlessThere ? [made.name] : []),
			...(droppedBy(node).indexes ? droppedBy(node).names : []),
			...tolerated.flatMap(({relation, of}) => (relation === null || of !== undefined ? [] : relation)),
			...namesThatReach(node),
			...namesAbove(node),
			...('IndexStmt' in node && node.IndexStmt.concurrent && made?.table ? [made.table] : []),
		]),
	];
}

/** Called functions to read from the catalog before `statementLocks`. */
export async function functionsToLookUp(text: string): Promise<string[]> {
	const node = await parseStatement(text);
	return node ? functionsIn(node) : [];
}

/** DROP INDEX also locks the table, which it doesn't name. */
function tablesOfIndexes(node: Node, taken: readonly Lock[], relations: Relations): Lock[] {
	const {names, indexes} = droppedBy(node);
	if (!indexes) return [];
	const mode = strongest(taken.map(lock => lock.mode));
	return names.flatMap(name => {
		const found = relations.find(name);
		if (found?.there === false) return [];
		const table: Lock = found?.table
			? {mode, relation: found.table}
			: {mode, relation: name, of: 'table-of-index'};
		// An index of a partitioned table is dropped with those of its partitions.
		return [table, ...(found?.children ?? []).map((relation): Lock => ({mode, relation}))];
	});
}

/** SET search_path, and set_config('search_path', …) as pg_dump writes it. */
function setsPath(node: Node, text: string): boolean {
	return ('VariableSetStmt' in node || 'SelectStmt' in node) && /search_path|\breset\s+all\b/i.test(text);
}

/** Statements that lock no relation that other sessions use. */
const harmless = new Set(
	`CreateFunctionStmt CreateEnumStmt CompositeTypeStmt CreateDomainStmt CreateSchemaStmt CreateExtensionStmt
	CreateSeqStmt DefineStmt VariableSetStmt VariableShowStmt CreateRoleStmt AlterRoleStmt GrantStmt GrantRoleStmt
	AlterDefaultPrivilegesStmt AlterFunctionStmt AlterEnumStmt CheckPointStmt CreateCastStmt`.split(/\s+/),
);

/** Undefined for statements with unknown locks, such as a DO block or a CASCADE. */
function locksOf(node: Node): Lock[] | undefined {
	if ('CreateStmt' in node) {
		const {tableElts, partbound, inhRelations} = node.CreateStmt;
		const parents = onAll(partbound ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE', inhRelations);
		return [...foreignKeys(tableElts), ...parents];
	}
	if ('IndexStmt' in node) {
		return on(node.IndexStmt.concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', node.IndexStmt.relation);
	}
	if ('DropStmt' in node) return dropLocks(node.DropStmt);
	if ('AlterTableStmt' in node) {
		const {objtype, relation, cmds} = node.AlterTableStmt;
		if (objtype !== 'OBJECT_TABLE' && objtype !== 'OBJECT_INDEX') return on('ACCESS EXCLUSIVE', relation);
		return (cmds ?? []).flatMap(command =>
			'AlterTableCmd' in command ? alterTableLocks(command.AlterTableCmd, relation) : [],
		);
	}
	if ('RenameStmt' in node) {
		const {relation, renameType} = node.RenameStmt;
		const mode = renameType === 'OBJECT_INDEX' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
		return relation ? on(mode, relation) : [];
	}
	if ('AlterObjectSchemaStmt' in node) {
		const {relation} = node.AlterObjectSchemaStmt;
		return relation ? on('ACCESS EXCLUSIVE', relation) : [];
	}
	if ('ViewStmt' in node) return node.ViewStmt.replace ? on('ACCESS EXCLUSIVE', node.ViewStmt.view) : [];
	if ('CommentStmt' in node) return commentLocks(node.CommentStmt);
	if ('TruncateStmt' in node) return onAll('ACCESS EXCLUSIVE', node.TruncateStmt.relations);
	if ('CreateTrigStmt' in node) return on('SHARE ROW EXCLUSIVE', node.CreateTrigStmt.relation);
	if ('CreatePolicyStmt' in node) return on('ACCESS EXCLUSIVE', node.CreatePolicyStmt.table);
	if ('RuleStmt' in node) return on('ACCESS EXCLUSIVE', node.RuleStmt.relation);
	if ('CreateStatsStmt' in node) return onAll('SHARE UPDATE EXCLUSIVE', node.CreateStatsStmt.relations);
	if ('VacuumStmt' in node) {
		const mode = hasOption(node.VacuumStmt.options, 'full') ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';
		const {rels} = node.VacuumStmt;
		// Without a list: every table in turn.
		if (!rels) return on(mode, undefined);
		return rels.flatMap(rel => ('VacuumRelation' in rel ? on(mode, rel.VacuumRelation.relation) : []));
	}
	if ('ReindexStmt' in node) {
		const concurrently = hasOption(node.ReindexStmt.params, 'concurrently');
		return on(concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', node.ReindexStmt.relation);
	}
	if ('ClusterStmt' in node) return on('ACCESS EXCLUSIVE', node.ClusterStmt.relation);
	if ('RefreshMatViewStmt' in node) {
		const {concurrent, relation} = node.RefreshMatViewStmt;
		return on(concurrent ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE', relation);
	}
	return harmless.has(Object.keys(node)[0] ?? '') ? [] : undefined;
}
