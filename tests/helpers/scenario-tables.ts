import type {Reader} from '../../source/postgres/reader.ts';
import {
	readTableCatalog,
	readTableCounters,
	type TableCatalogRow,
	type TableCounters,
} from '../../source/queries/tables.ts';

export type TableRow = TableCatalogRow & TableCounters;

/** What the server says of each table, as the pane puts it together. */
export async function readTables(reader: Reader): Promise<TableRow[]> {
	const [catalog, counters] = await Promise.all([readTableCatalog(reader), readTableCounters(reader)]);
	return catalog.map(row => {
		const found = counters.find(({oid}) => oid === row.oid);
		if (!found) throw new Error(`${row.name} has no counters.`);
		return {...row, ...found};
	});
}
