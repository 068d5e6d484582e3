import type {DefElem, Node, RangeVar} from 'libpg-query';
import {namesOf, relationName, relationTypes} from '../locks/lock-rules.ts';

type Made = {
	readonly name: string;
	/** The table, for an index. */
	readonly table: string | null;
	/** IF NOT EXISTS or OR REPLACE: the relation may exist already. */
	readonly unlessThere: boolean;
};

/** The relation that a statement creates, by the name in the statement. */
export function madeBy(node: Node): Made | undefined {
	if ('IndexStmt' in node) {
		const {relation, idxname, if_not_exists} = node.IndexStmt;
		if (!idxname) return undefined;
		const name = relationName({schemaname: relation?.schemaname, relname: idxname});
		return {name, table: relation ? relationName(relation) : null, unlessThere: if_not_exists === true};
	}
	if ('CreateStmt' in node) return made(node.CreateStmt.relation, node.CreateStmt.if_not_exists);
	if ('CreateTableAsStmt' in node) {
		return made(node.CreateTableAsStmt.into?.rel, node.CreateTableAsStmt.if_not_exists);
	}
	if ('CreateSeqStmt' in node) return made(node.CreateSeqStmt.sequence, node.CreateSeqStmt.if_not_exists);
	if ('ViewStmt' in node) return made(node.ViewStmt.view, node.ViewStmt.replace);
	return undefined;
}

function made(relation: RangeVar | undefined, unlessThere = false): Made | undefined {
	return relation && {name: relationName(relation), table: null, unlessThere};
}

/** The relations that a DROP names. */
export function droppedBy(node: Node): {names: readonly string[]; indexes: boolean} {
	if (!('DropStmt' in node) || !relationTypes.includes(node.DropStmt.removeType ?? '')) {
		return {names: [], indexes: false};
	}
	const names = (node.DropStmt.objects ?? []).map(object => namesOf(object).join('.'));
	return {names, indexes: node.DropStmt.removeType === 'OBJECT_INDEX'};
}

/** Whether a statement accepts a missing relation (IF EXISTS, OR REPLACE). */
export function toleratesAbsence(node: Node): boolean {
	if ('DropStmt' in node) return node.DropStmt.missing_ok === true;
	if ('AlterTableStmt' in node) return node.AlterTableStmt.missing_ok === true;
	return 'ViewStmt' in node && node.ViewStmt.replace === true;
}

export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
	const named = (options ?? []).flatMap((option): DefElem[] => ('DefElem' in option ? [option.DefElem] : []));
	return named.some(option => option.defname?.toLowerCase() === name);
}

/** The statement succeeds or fails as a whole. */
export function isOneStep(node: Node): boolean {
	const oneTable = 'VacuumStmt' in node && node.VacuumStmt.rels?.length === 1;
	return oneTable || !outsideTransaction(node);
}

const alwaysOutside = new Set(
	'CreatedbStmt DropdbStmt CreateTableSpaceStmt DropTableSpaceStmt AlterSystemStmt'.split(' '),
);

/** Statements that "cannot run inside a transaction block", as tested on PostgreSQL 13, 15 and 18. */
export function outsideTransaction(node: Node): boolean {
	if ('IndexStmt' in node) return node.IndexStmt.concurrent === true;
	if ('DropStmt' in node) return node.DropStmt.concurrent === true;
	if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true;
	if ('ClusterStmt' in node) return node.ClusterStmt.relation === undefined;
	if ('DiscardStmt' in node) return node.DiscardStmt.target === 'DISCARD_ALL';
	if ('ReindexStmt' in node) {
		const {kind, params} = node.ReindexStmt;
		return (
			hasOption(params, 'concurrently') ||
			!['REINDEX_OBJECT_INDEX', 'REINDEX_OBJECT_TABLE'].includes(kind ?? '')
		);
	}
	if ('AlterTableStmt' in node) {
		return (node.AlterTableStmt.cmds ?? []).some(command => {
			const def = 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined;
			return def !== undefined && 'PartitionCmd' in def && def.PartitionCmd.concurrent === true;
		});
	}
	return alwaysOutside.has(Object.keys(node)[0] ?? '');
}
