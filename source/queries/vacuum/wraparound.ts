import * as z from 'zod';
import databasesSql from '../../../sql/queries/vacuum/vacuum-databases.sql';
import oldestSql from '../../../sql/queries/vacuum/vacuum-oldest.sql';
import sequencesSql from '../../../sql/queries/vacuum/vacuum-sequences.sql';
import type {Reader} from '../../postgres/reader.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {parseRawRows, readRows, sqlBody} from '../statement.ts';

/** Ages of a database's oldest transaction and multixact numbers. */
const databaseAge = z.object({
	name: z.string(),
	here: z.boolean(),
	connectable: z.boolean(),
	template: z.boolean(),
	xidAge: z.number(),
	mxidAge: z.number(),
});
export type DatabaseAge = z.infer<typeof databaseAge>;

export const relationAge = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	toast: z.boolean(),
	xidAge: z.number(),
	mxidAge: z.number(),
});
export type RelationAge = z.infer<typeof relationAge>;

/** A sequence and the narrowest column it feeds. */
export const sequenceRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	type: z.string(),
	least: z.number(),
	most: z.number(),
	increment: z.number(),
	cycles: z.boolean(),
	column: z.string().nullable(),
	columnType: z.string().nullable(),
	unseen: z.enum(['locked', 'unreadable', 'unlogged']).nullable().describe('Why its last value is unknown'),
	last: z.number().nullable().describe('Null where it is unknown or the sequence was never used'),
});
export type SequenceRow = z.infer<typeof sequenceRow>;

/** @returns also the raw names of the other databases that accept connections: pgdeck connects to them */
export async function readDatabaseAges(
	reader: Reader,
): Promise<{databases: DatabaseAge[]; others: string[]}> {
	const rows = parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(databasesSql))), databaseAge);
	return {
		databases: rows.map(row => ({...row, name: sanitize(row.name)})),
		others: rows
			.filter(({here, connectable, template}) => !here && connectable && !template)
			.map(({name}) => name),
	};
}

export function readOldestRelations(reader: Reader): Promise<RelationAge[]> {
	return readRows(reader, oldestSql, relationAge);
}

export function readSequences(reader: Reader): Promise<SequenceRow[]> {
	return readRows(reader, sequencesSql, sequenceRow);
}
