import type {Node, RangeVar} from 'libpg-query';
import {namesOf, relationName, relationTypes} from '../locks/lock-rules.ts';

type Made = {
	readonly name: string;
	/** The table of an index. */
	readonly table: string | null;
	/** IF NOT EXISTS, OR REPLACE: it may have been there before. */
	readonly unlessThere: boolean;
};

/** The relation that a statement makes, under the name that it writes. */
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

/** IF EXISTS and OR REPLACE do nothing to what is not there. */
export function toleratesAbsence(node: Node): boolean {
	if ('DropStmt' in node) return node.DropStmt.missing_ok === true;
	if ('AlterTableStmt' in node) return node.AlterTableStmt.missing_ok === true;
	return 'ViewStmt' in node && node.ViewStmt.replace === true;
}
