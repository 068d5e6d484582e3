import * as z from 'zod';
import stakeSql from '../../../sql/queries/tables/rows-at-stake.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const stakeRow = z.object({
	name: z.string(),
	own: z.boolean().describe('The registry pack has made it'),
	rows: z.number().describe('An estimate'),
});
type Stake = z.infer<typeof stakeRow>;

/** Tables of these names, as SQL writes them, with about how many rows they hold. Those that are not there are missing. */
export async function readStakes(
	reader: Reader,
	names: readonly string[],
): Promise<ReadonlyMap<string, Stake>> {
	if (names.length === 0) return new Map();
	const list = JSON.stringify([...new Set(names)]);
	const rows = await reader.read(sql => sql.unsafe(sqlBody(stakeSql), [list]));
	return new Map(parseRawRows(rows, stakeRow).map(row => [row.name, row]));
}
