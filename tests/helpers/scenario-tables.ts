import type {Sql} from 'postgres';
import type {Reader} from '../../source/postgres/reader.ts';
import {
	readTableCatalog,
	readTableCounters,
	type TableCatalogRow,
	type TableCounters,
} from '../../source/queries/tables/tables.ts';

export type TableRow = TableCatalogRow & TableCounters;

/** The server's facts about each table, combined as in the pane. */
export async function readTables(reader: Reader): Promise<TableRow[]> {
	const [catalog, counters] = await Promise.all([readTableCatalog(reader), readTableCounters(reader)]);
	return catalog.map(row => {
		const found = counters.find(({oid}) => oid === row.oid);
		if (!found) throw new Error(`${row.name} has no counters.`);
		return {...row, ...found};
	});
}

/** Tables t_1, t_2 and so on, each with the index i_1, i_2 and so on of its key. */
export async function makeTables(sql: Sql, many: number): Promise<void> {
	await sql.unsafe(`
		do $$ begin
			for n in 1..${many} loop
				execute format('create table t_%s (id int constraint i_%s primary key, note text)', n, n);
			end loop;
		end $$
	`);
}
