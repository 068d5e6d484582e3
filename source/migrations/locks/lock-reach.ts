import type {AlterTableCmd, Node, RangeVar} from 'libpg-query';
import {identifier} from '../../format/identifier.ts';
import type {ForeignKey} from '../../queries/tables/relations-by-name.ts';
import {nodesWithin} from '../parse/parser.ts';
import type {LockMode} from './lock-modes.ts';
import {alterTableLocks, type Lock, namesOf, relationName} from './lock-rules.ts';
import type {Ends, Link, Relations} from './relations.ts';

/*
ALTER TABLE without ONLY also changes partitions and tables that inherit (ATSimpleRecursion and the recursing commands in
tablecmds.c). The commands listed here change the named table only.
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
	/** Only partitions, no other tables that inherit from it. */
	readonly partitions?: true;
};

/** Tables whose partitions and inheriting tables a statement locks too. */
function descends(node: Node): Descent[] {
	// CREATE INDEX locks all partitions (DefineIndex in indexcmds.c); a row trigger is created on each partition
	// (CreateTriggerFiringOn in trigger.c).
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
			// Keys and references recurse to partitions only; inheriting tables are included here all the same.
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

/** Tables that a statement writes rows of. */
function writes(node: Node): string[] {
	return ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].flatMap(kind =>
		nodesWithin(node, kind).flatMap(found => {
			const {relation} = found as {relation?: RangeVar};
			return relation ? [relationName(relation)] : [];
		}),
	);
}

/** Tables whose inheriting tables and triggers must be read from the catalog. */
export const namesAbove = (node: Node): string[] => [
	...descends(node).map(({relation}) => relationName(relation)),
	...writes(node),
];

/** Inheriting tables, and the unknown tables that triggers of a written table use. */
export function lockedBelow(node: Node, relations: Relations): Lock[] {
	const children = descends(node).flatMap(({relation, mode, partitions}) => {
		const found = relations.find(relationName(relation));
		if (partitions && found?.partitioned !== true) return [];
		return (found?.children ?? []).map((child): Lock => ({mode, relation: child}));
	});
	const triggers = writes(node).some(name => relations.find(name)?.triggers === true);
	return triggers ? [...children, {mode: 'ROW EXCLUSIVE', ...triggerTables}] : children;
}

export const triggerTables = {relation: '', of: 'trigger-tables'} as const;

/** Kinds that other objects may depend on. */
const held = ['OBJECT_TABLE', 'OBJECT_FOREIGN_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SEQUENCE'];

/** Statements that lock more than the tables that they name. */
function reaches(node: Node): Array<{name: string; to: (ends: Ends) => readonly string[]}> {
	if ('DropStmt' in node) {
		const {objects = [], removeType = '', behavior} = node.DropStmt;
		const cascade = behavior === 'DROP_CASCADE';
		if (!held.includes(removeType) || !(cascade || removeType.endsWith('TABLE'))) return [];
		return objects.map(object => ({
			name: namesOf(object).join('.'),
			to: ({droppedWith, cascadedWith}) => (cascade ? cascadedWith : droppedWith),
		}));
	}
	if ('TruncateStmt' in node && node.TruncateStmt.behavior === 'DROP_CASCADE') {
		return (node.TruncateStmt.relations ?? []).flatMap(relation =>
			'RangeVar' in relation
				? [{name: relationName(relation.RangeVar), to: ({truncatedWith}: Ends) => truncatedWith}]
				: [],
		);
	}
	if ('AlterTableStmt' in node && node.AlterTableStmt.relation) {
		const name = relationName(node.AlterTableStmt.relation);
		return (node.AlterTableStmt.cmds ?? []).flatMap(command => {
			const undone = 'AlterTableCmd' in command ? undoes(command.AlterTableCmd) : undefined;
			if (!undone || !('AlterTableCmd' in command)) return [];
			const cascade = command.AlterTableCmd.behavior === 'DROP_CASCADE';
			const to = ({foreignKeys, cascadedWith}: Ends) => {
				const ends = foreignKeys.map(({other}) => other);
				return [
					...foreignKeys.filter(undone).map(({other}) => other),
					// Views and policies: the catalog facts don't say whether they use that column.
					...(cascade ? cascadedWith.filter(name => !ends.includes(name)) : []),
				];
			};
			return [{name, to}];
		});
	}
	return [];
}

/** Foreign keys that a command drops or recreates. Unknown names and columns count as a match. */
function undoes({subtype, name: plain, behavior}: AlterTableCmd): ((key: ForeignKey) => boolean) | undefined {
	if (plain === undefined) return undefined;
	const name = identifier(plain);
	const cascade = behavior === 'DROP_CASCADE';
	const hasColumn = ({columns}: ForeignKey) => columns?.includes(name) ?? true;
	switch (subtype) {
		case 'AT_DropConstraint':
			return key => (key.incoming ? cascade && (key.key ?? name) === name : (key.name ?? name) === name);
		case 'AT_DropColumn':
			return key => hasColumn(key) && (cascade || !key.incoming);
		case 'AT_AlterColumnType':
			return hasColumn;
		default:
			return undefined;
	}
}

/** Tables whose dependent tables must be read from the catalog. */
export const namesThatReach = (node: Node): string[] => reaches(node).map(({name}) => name);

/** Tables at the other end of foreign keys, and dependent objects. Unknown ones are described instead of named. */
export function lockedBesides(node: Node, relations: Relations): Lock[] {
	return reaches(node).flatMap(({name, to}): Lock[] => {
		const ends = relations.ends(name);
		if (!ends) return [{mode: 'ACCESS EXCLUSIVE', relation: name, of: 'foreign-key-tables'}];
		return to(ends)
			.filter(other => relations.find(other)?.there !== false)
			.map((relation): Lock => ({mode: 'ACCESS EXCLUSIVE', relation}));
	});
}

/** Foreign keys that a statement creates. */
export function linksMadeBy(node: Node): Link[] {
	if ('CreateStmt' in node && node.CreateStmt.relation) {
		return linksOf(relationName(node.CreateStmt.relation), node.CreateStmt.tableElts);
	}
	if ('AlterTableStmt' in node && node.AlterTableStmt.relation) {
		const definitions = (node.AlterTableStmt.cmds ?? []).flatMap(command =>
			'AlterTableCmd' in command && command.AlterTableCmd.def ? [command.AlterTableCmd.def] : [],
		);
		return linksOf(relationName(node.AlterTableStmt.relation), definitions);
	}
	return [];
}

function linksOf(from: string, elements: readonly Node[] | undefined, column?: string): Link[] {
	return (elements ?? []).flatMap(element => {
		if ('ColumnDef' in element) {
			return linksOf(from, element.ColumnDef.constraints, element.ColumnDef.colname);
		}
		if (!('Constraint' in element) || element.Constraint.contype !== 'CONSTR_FOREIGN') return [];
		const {conname, pktable, fk_attrs: own, pk_attrs: keys} = element.Constraint;
		if (!pktable) return [];
		return [
			{
				from,
				to: relationName(pktable),
				name: conname === undefined ? null : identifier(conname),
				columns: column === undefined ? columnNames(own) : [identifier(column)],
				keyColumns: columnNames(keys),
			},
		];
	});
}

function columnNames(attributes: readonly Node[] | undefined): string[] | null {
	return (
		attributes?.map(attribute => identifier('String' in attribute ? (attribute.String.sval ?? '') : '')) ??
		null
	);
}
