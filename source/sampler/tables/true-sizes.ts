import type {IndexSize} from '../../domain/indexes/partitions.ts';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import type {TableCatalogRow} from '../../queries/tables/tables.ts';
import type {SizeWalk, Unsized} from './size-walk.ts';

type TableSizes = Pick<TableCatalogRow, 'tableBytes' | 'heapBytes' | 'indexBytes' | 'sizeIsEstimate'> & {
	readonly sizeAt: Date | null;
};

/** A table as the walk is to look at it; none where its size is known, or nobody can read it now. */
export function unsizedTable(row: TableCatalogRow): Unsized[] {
	const {oid, locked, absent, tableBytes, indexBytes, sizeIsEstimate} = row;
	if (locked || absent || !(sizeIsEstimate || tableBytes === null)) return [];
	return [{oid, estimateBytes: tableBytes === null ? null : tableBytes + (indexBytes ?? 0)}];
}

/** The sizes of a table: those that the walk has read in place of an estimate. */
export function tableSizes(row: TableCatalogRow, walk: SizeWalk): TableSizes {
	const [unsized] = unsizedTable(row);
	const found = unsized && walk.find(unsized);
	const {tableBytes, heapBytes, indexBytes, sizeIsEstimate} = row;
	if (!found) return {tableBytes, heapBytes, indexBytes, sizeIsEstimate, sizeAt: null};
	return {
		tableBytes: found.tableBytes,
		heapBytes: found.relationBytes,
		indexBytes: found.indexBytes,
		sizeIsEstimate: false,
		sizeAt: found.at,
	};
}

/** As `unsizedTable`. A partitioned index has no file of its own. */
export function unsizedIndex(row: IndexCatalogRow): Unsized[] {
	const {oid, locked, partitioned, sizeBytes, sizeIsEstimate} = row;
	if (locked || partitioned || !(sizeIsEstimate || sizeBytes === null)) return [];
	return [{oid, estimateBytes: sizeBytes}];
}

export function indexSize(row: IndexCatalogRow, walk: SizeWalk): IndexSize {
	const [unsized] = unsizedIndex(row);
	const found = unsized && walk.find(unsized);
	const {sizeBytes, sizeIsEstimate} = row;
	if (!found) return {sizeBytes, sizeIsEstimate, sizeAt: null};
	return {sizeBytes: found.relationBytes, sizeIsEstimate: false, sizeAt: found.at};
}
