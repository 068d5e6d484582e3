import type {DefElem, Node} from 'libpg-query';

export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
	const named = (options ?? []).flatMap((option): DefElem[] => ('DefElem' in option ? [option.DefElem] : []));
	return named.some(option => option.defname?.toLowerCase() === name);
}

/** All of it is done, or nothing. */
export function isOneStep(node: Node): boolean {
	const oneTable = 'VacuumStmt' in node && node.VacuumStmt.rels?.length === 1;
	return oneTable || !outsideTransaction(node);
}

const alwaysOutside = new Set(
	'CreatedbStmt DropdbStmt CreateTableSpaceStmt DropTableSpaceStmt AlterSystemStmt'.split(' '),
);

/** Those that "cannot run inside a transaction block", as tried on PostgreSQL 13, 15 and 18. */
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
