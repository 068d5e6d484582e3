import type {Node, RangeVar} from 'libpg-query';
import {nodesWithin} from '../parse/parser.ts';
import type {LockMode} from './lock-modes.ts';
import {alterTableLocks, type Lock, relationName} from './lock-rules.ts';
import type {Relations} from './relations.ts';

/*
ALTER TABLE without ONLY does to what inherits from a table, partitions too, what it does to the table (ATSimpleRecursion
and the recursing commands in tablecmds.c); these are about the one table alone.
*/
const alone = new Set(
	`AT_SetRelOptions AT_ResetRelOptions AT_ReplaceRelOptions AT_SetStorage AT_SetOptions AT_ResetOptions AT_ClusterOn
	AT_DropCluster AT_SetLogged AT_SetUnLogged AT_SetTableSpace AT_SetAccessMethod AT_ChangeOwner AT_ReplicaIdentity
	AT_EnableRowSecurity AT_DisableRowSecurity AT_ForceRowSecurity AT_NoForceRowSecurity AT_AddInherit AT_DropInherit AT_AddOf
	AT_DropOf AT_EnableRule AT_DisableRule AT_EnableAlwaysRule AT_EnableReplicaRule AT_AttachPartition AT_DetachPartition
	AT_DetachPartitionFinalize AT_AddIdentity AT_SetIdentity AT_DropIdentity AT_AddIndex AT_EnableTrig AT_EnableTrigAll
	AT_EnableTrigUser AT_EnableAlwaysTrig AT_EnableReplicaTrig AT_DisableTrig AT_DisableTrigAll AT_DisableTrigUser`.split(
		/\s+/,
	),
);

type Descent = {
	readonly relation: RangeVar;
	readonly mode: LockMode;
	/** Other tables that inherit from it are not touched. */
	readonly partitions?: true;
};

/** Statements that do to what inherits from a table what they do to it. */
function descends(node: Node): Descent[] {
	// An index is built on each of its partitions, behind locks on all of them (DefineIndex in indexcmds.c); a trigger for
	// rows is made on each (CreateTriggerFiringOn in trigger.c).
	if ('IndexStmt' in node) {
		const {relation, concurrent} = node.IndexStmt;
		return relation?.inh && !concurrent ? [{relation, mode: 'SHARE', partitions: true}] : [];
	}
	if ('CreateTrigStmt' in node) {
		const {relation, row} = node.CreateTrigStmt;
		return relation && row ? [{relation, mode: 'SHARE ROW EXCLUSIVE', partitions: true}] : [];
	}
	if ('AlterTableStmt' in node) {
		const {relation, cmds = [], objtype} = node.AlterTableStmt;
		if (!relation?.inh || objtype !== 'OBJECT_TABLE') return [];
		return cmds.flatMap(command => {
			if (!('AlterTableCmd' in command) || alone.has(command.AlterTableCmd.subtype ?? '')) return [];
			const [lock] = alterTableLocks(command.AlterTableCmd, relation);
			// A key or reference of a table is not one of its children, but of its partitions, which are not told apart here.
			return lock ? [{relation, mode: lock.mode}] : [];
		});
	}
	if ('RenameStmt' in node) {
		const {relation, renameType} = node.RenameStmt;
		const parts = renameType === 'OBJECT_COLUMN' || renameType === 'OBJECT_TABCONSTRAINT';
		return relation?.inh && parts ? [{relation, mode: 'ACCESS EXCLUSIVE'}] : [];
	}
	if ('TruncateStmt' in node) {
		return (node.TruncateStmt.relations ?? []).flatMap(item =>
			'RangeVar' in item && item.RangeVar.inh
				? [{relation: item.RangeVar, mode: 'ACCESS EXCLUSIVE' as const}]
				: [],
		);
	}
	return ['UpdateStmt', 'DeleteStmt'].flatMap(kind =>
		nodesWithin(node, kind).flatMap(found => {
			const {relation} = found as {relation?: RangeVar};
			return relation?.inh ? [{relation, mode: 'ROW EXCLUSIVE' as const}] : [];
		}),
	);
}

/** The tables that a statement writes rows of. */
function writes(node: Node): string[] {
	return ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].flatMap(kind =>
		nodesWithin(node, kind).flatMap(found => {
			const {relation} = found as {relation?: RangeVar};
			return relation ? [relationName(relation)] : [];
		}),
	);
}

/** Tables to be asked of the catalog: what inherits from them, and whether they have triggers. */
export const namesAbove = (node: Node): string[] => [
	...descends(node).map(({relation}) => relationName(relation)),
	...writes(node),
];

/** What inherits from a table, and for what writes to one that has them, that nobody knows what its triggers do. */
export function lockedBelow(node: Node, relations: Relations): Lock[] {
	const children = descends(node).flatMap(({relation, mode, partitions}) => {
		const found = relations.find(relationName(relation));
		if (partitions && found?.partitioned !== true) return [];
		return (found?.children ?? []).map((child): Lock => ({mode, relation: child}));
	});
	const triggers = writes(node).some(name => relations.find(name)?.triggers === true);
	return triggers ? [...children, {mode: 'ROW EXCLUSIVE', relation: touched}] : children;
}

/** In the place of a name. */
export const touched = 'and what its triggers touch';
