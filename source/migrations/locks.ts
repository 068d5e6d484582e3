import type {AlterTableCmd, DefElem, Node, RangeVar} from 'libpg-query';
import {type LockMode, strongest} from './lock-modes.ts';
import {loadParser} from './parser.ts';

export type StatementLocks = {
	/** The strongest lock it takes on relations that exist already. */
	readonly lock: LockMode;
	/** Those relations, as the statement writes them. */
	readonly relations: readonly string[];
	/** PostgreSQL refuses it inside a transaction block. */
	readonly outsideTransaction: boolean;
	/** The index that it builds CONCURRENTLY: to be looked at afterwards, since a failed build leaves it INVALID. */
	readonly buildsIndex: string | null;
};

type Lock = {mode: LockMode; relation: string | null};

const unknown: StatementLocks = {
	lock: 'unknown',
	relations: [],
	outsideTransaction: false,
	buildsIndex: null,
};

/**
What a statement locks, read from PostgreSQL's own grammar (libpg-query, version 18). Modes as measured on PostgreSQL
15 and read in AlterTableGetLockLevel (tablecmds.c).
@param created relations made earlier in the same file: nobody else can wait for those. The statement's own are added
*/
export async function statementLocks(text: string, created: Set<string>): Promise<StatementLocks> {
	const node = await parse(text);
	const taken = node && locksOf(node);
	if (!node || !taken) return unknown;
	const existing = taken.filter(({relation}) => relation === null || !created.has(relation));
	for (const name of createdBy(node)) created.add(name);
	return {
		lock: strongest(existing.map(({mode}) => mode)),
		relations: [...new Set(existing.flatMap(({relation}) => (relation === null ? [] : [relation])))],
		outsideTransaction: outsideTransaction(node),
		buildsIndex:
			'IndexStmt' in node && node.IndexStmt.concurrent && node.IndexStmt.idxname
				? qualified(node.IndexStmt.relation?.schemaname, node.IndexStmt.idxname)
				: null,
	};
}

async function parse(text: string): Promise<Node | undefined> {
	const {parseSync} = await loadParser();
	try {
		return parseSync(text).stmts?.[0]?.stmt;
	} catch {
		// Syntax newer than the parser, or wrong: the server will tell.
		return undefined;
	}
}

function qualified(schema: string | undefined, name: string | undefined): string {
	return schema ? `${schema}.${name ?? ''}` : (name ?? '');
}

const on = (mode: LockMode, relation: RangeVar | undefined): Lock[] => [
	{mode, relation: relation ? qualified(relation.schemaname, relation.relname) : null},
];

const onAll = (mode: LockMode, relations: readonly Node[] | undefined): Lock[] =>
	(relations ?? []).flatMap(node => ('RangeVar' in node ? on(mode, node.RangeVar) : []));

/** Statements that lock nothing that others use. */
const harmless = new Set(
	`CreateFunctionStmt ViewStmt CreateEnumStmt CompositeTypeStmt CreateDomainStmt CreateSchemaStmt CreateExtensionStmt
	CreateSeqStmt DefineStmt VariableSetStmt VariableShowStmt CreateRoleStmt AlterRoleStmt GrantStmt GrantRoleStmt
	AlterDefaultPrivilegesStmt CreateTableAsStmt AlterFunctionStmt AlterEnumStmt CheckPointStmt CreateCastStmt
	CommentStmt`.split(/\s+/),
);

/** Undefined for statements whose locks are not known, as those of a DO block. */
function locksOf(node: Node): Lock[] | undefined {
	if ('CreateStmt' in node) {
		const {tableElts, partbound, inhRelations} = node.CreateStmt;
		return [...foreignKeys(tableElts), ...(partbound ? onAll('ACCESS EXCLUSIVE', inhRelations) : [])];
	}
	if ('IndexStmt' in node) {
		return on(node.IndexStmt.concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', node.IndexStmt.relation);
	}
	if ('DropStmt' in node) return dropLocks(node.DropStmt);
	if ('AlterTableStmt' in node) {
		const {objtype, relation, cmds} = node.AlterTableStmt;
		if (objtype !== 'OBJECT_TABLE') return on('ACCESS EXCLUSIVE', relation);
		return (cmds ?? []).flatMap(command =>
			'AlterTableCmd' in command ? alterTableLocks(command.AlterTableCmd, relation) : [],
		);
	}
	if ('RenameStmt' in node)
		return node.RenameStmt.relation ? on('ACCESS EXCLUSIVE', node.RenameStmt.relation) : [];
	if ('AlterObjectSchemaStmt' in node) return on('ACCESS EXCLUSIVE', node.AlterObjectSchemaStmt.relation);
	if ('TruncateStmt' in node) return onAll('ACCESS EXCLUSIVE', node.TruncateStmt.relations);
	if ('InsertStmt' in node) return on('ROW EXCLUSIVE', node.InsertStmt.relation);
	if ('UpdateStmt' in node) return on('ROW EXCLUSIVE', node.UpdateStmt.relation);
	if ('DeleteStmt' in node) return on('ROW EXCLUSIVE', node.DeleteStmt.relation);
	if ('MergeStmt' in node) return on('ROW EXCLUSIVE', node.MergeStmt.relation);
	if ('SelectStmt' in node) return on('ACCESS SHARE', undefined);
	if ('CreateTrigStmt' in node) return on('SHARE ROW EXCLUSIVE', node.CreateTrigStmt.relation);
	if ('CreatePolicyStmt' in node) return on('ACCESS EXCLUSIVE', node.CreatePolicyStmt.table);
	if ('RuleStmt' in node) return on('ACCESS EXCLUSIVE', node.RuleStmt.relation);
	if ('CreateStatsStmt' in node) return onAll('SHARE UPDATE EXCLUSIVE', node.CreateStatsStmt.relations);
	if ('VacuumStmt' in node) {
		const mode = hasOption(node.VacuumStmt.options, 'full') ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';
		return (node.VacuumStmt.rels ?? []).flatMap(rel =>
			'VacuumRelation' in rel ? on(mode, rel.VacuumRelation.relation) : [],
		);
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

function hasOption(options: readonly Node[] | undefined, name: string): boolean {
	const named = (options ?? []).flatMap((option): DefElem[] => ('DefElem' in option ? [option.DefElem] : []));
	return named.some(option => option.defname?.toLowerCase() === name);
}

const locking = ['OBJECT_TABLE', 'OBJECT_INDEX', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_FOREIGN_TABLE'];

/** DROP of a table locks it and, by its foreign keys, tables that the statement does not name. */
function dropLocks({
	removeType,
	objects,
	concurrent,
}: Extract<Node, {DropStmt: unknown}>['DropStmt']): Lock[] {
	if (removeType === 'OBJECT_TRIGGER' || removeType === 'OBJECT_POLICY')
		return on('ACCESS EXCLUSIVE', undefined);
	if (!removeType || !locking.includes(removeType)) return [];
	return (objects ?? []).map(object => {
		const items = 'List' in object ? (object.List.items ?? []) : [];
		const name = items.map(item => ('String' in item ? (item.String.sval ?? '') : '')).join('.');
		return {mode: concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', relation: name};
	});
}

const sharedUpdate = new Set(
	`AT_SetStatistics AT_ClusterOn AT_DropCluster AT_SetRelOptions AT_ResetRelOptions AT_SetOptions AT_ResetOptions
	AT_ValidateConstraint AT_AttachPartition AT_DetachPartitionFinalize`.split(/\s+/),
);
const sharedRow = new Set(
	`AT_EnableTrig AT_EnableTrigAll AT_EnableTrigUser AT_EnableAlwaysTrig AT_EnableReplicaTrig AT_DisableTrig
	AT_DisableTrigAll AT_DisableTrigUser`.split(/\s+/),
);

function alterTableLocks(command: AlterTableCmd, relation: RangeVar | undefined): Lock[] {
	const {subtype = '', def} = command;
	const referenced = foreignKeys(def ? [def] : []);
	const detachConcurrently =
		def !== undefined && 'PartitionCmd' in def && def.PartitionCmd.concurrent === true;
	if (sharedRow.has(subtype) || (subtype === 'AT_AddConstraint' && referenced.length > 0)) {
		return [...on('SHARE ROW EXCLUSIVE', relation), ...referenced];
	}
	const gentle = sharedUpdate.has(subtype) || detachConcurrently;
	return [...on(gentle ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', relation), ...referenced];
}

/** Referenced tables, which a new foreign key locks too. */
function foreignKeys(elements: readonly Node[] | undefined): Lock[] {
	return (elements ?? []).flatMap(element => {
		if ('ColumnDef' in element) return foreignKeys(element.ColumnDef.constraints);
		const isForeign = 'Constraint' in element && element.Constraint.contype === 'CONSTR_FOREIGN';
		return isForeign ? on('SHARE ROW EXCLUSIVE', element.Constraint.pktable) : [];
	});
}

function createdBy(node: Node): string[] {
	const relation =
		'CreateStmt' in node
			? node.CreateStmt.relation
			: 'CreateTableAsStmt' in node
				? node.CreateTableAsStmt.into?.rel
				: undefined;
	return relation ? [qualified(relation.schemaname, relation.relname)] : [];
}

const alwaysOutside = new Set(
	'CreatedbStmt DropdbStmt CreateTableSpaceStmt DropTableSpaceStmt AlterSystemStmt ClusterStmt DiscardStmt'.split(
		' ',
	),
);

/** Those that "cannot run inside a transaction block", as tried on PostgreSQL 15. */
function outsideTransaction(node: Node): boolean {
	if ('IndexStmt' in node) return node.IndexStmt.concurrent === true;
	if ('DropStmt' in node) return node.DropStmt.concurrent === true;
	if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true;
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
