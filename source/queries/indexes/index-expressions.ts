import * as z from 'zod';
import expressions14Sql from '../../../sql/queries/indexes/index-expressions.pg14.sql';
import expressionsSql from '../../../sql/queries/indexes/index-expressions.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody} from '../statement.ts';

const expressionRow = z.object({
	place: z.int().describe('Column number in the index'),
	expression: z.string().describe('As CREATE STATISTICS takes it'),
	keptBy: z
		.string()
		.nullable()
		.describe('The other index or statistics object that keeps its statistics, as a phrase'),
	name: z.string().nullable().describe('A free name for its statistics, as SQL writes it; null before 14'),
	table: z.string(),
});
export type IndexExpression = z.infer<typeof expressionRow>;

/**
The expressions of an index, whose statistics go with it; raw, as part of a statement.
@param going indexes dropped too, which keep no statistics for it
*/
export async function readIndexExpressions(
	reader: Reader,
	oid: number,
	going: readonly number[],
	versionNumber: number,
): Promise<IndexExpression[]> {
	const text = sqlBody(versionNumber >= 140_000 ? expressions14Sql : expressionsSql);
	const rows = await reader.read(sql =>
		sql.begin('read only', async transaction => {
			await transaction`select /* pgdeck */ set_config('search_path', '', true)`;
			return transaction.unsafe(text, [oid, `{${going.join()}}`]);
		}),
	);
	return parseRawRows(rows, expressionRow);
}
