import * as z from 'zod';
import stakeSql from '../../../sql/queries/tables/rows-at-stake.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const stakeRow = z.object({
	name: z.string(),
	own: z.boolean().describe('Created by the registry pack'),
	rows: z.number().describe('An estimate'),
});
type Stake = z.infer<typeof stakeRow>;

/** Tables with these names, quoted as in SQL, with their estimated rows. Tables that do not exist are missing. */
export async function readStakes(
	reader: Reader,
	names: readonly string[],
): Promise<ReadonlyMap<string, Stake>> {
	if (names.length === 0) return new Map();
	const list = JSON.stringify([...new Set(names)]);
	const rows = await reader.read(sql => sql.unsafe(sqlBody(stakeSql), [list]));
	return new Map(parseRawRows(rows, stakeRow).map(row => [row.name, row]));
}
