import * as z from 'zod';
import tablesSql from '../../../sql/queries/tables/action-tables.sql';
import leavesSql from '../../../sql/queries/tables/partition-leaves.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, sqlBody, time} from '../statement.ts';

const tableRow = z.object({
	oid: z.int(),
	name: z.string().describe('As SQL writes it, raw'),
	kind: z.enum(['r', 'p', 'm']).describe('Table, partitioned table, materialized view'),
	apart: z.boolean().describe('In a system schema, or temporary'),
	owner: z.string().describe('As SQL writes it'),
	owned: z.boolean().describe("This role has the owner's privileges"),
	maintains: z.boolean().describe('The owner, or since 17 a role with MAINTAIN'),
	mayVacuum: z.boolean().describe('The same, or the owner of the database'),
	schema: z.string().describe('As SQL writes it'),
	mayCreate: z.boolean().describe('In its schema'),
	tableBytes: z.number().nullable().describe('Null where it is locked'),
	indexBytes: z.number().nullable(),
	indexes: z.int(),
	rows: z.number().nullable(),
	deadTuples: z.number(),
	indexedWrites: z.number().describe('Inserts and updates that wrote to its indexes'),
	sequentialScans: z.number(),
	vacuumedAt: time.nullable(),
	analyzedAt: time.nullable(),
	frozenAge: z.number().nullable(),
	tablespace: z.string().describe('Empty for the default tablespace of the database'),
	options: z.array(z.string()),
	toastOptions: z.array(z.string()),
	toasted: z.boolean(),
	keyed: z.boolean().describe('Has a unique index on NOT NULL columns'),
	vacuumedBy: z.int().nullable().describe('Process id of a VACUUM running on it'),
});
export type ActionTable = z.infer<typeof tableRow>;

const leafRow = z.object({
	oid: z.int(),
	parent: z.int(),
	name: z.string(),
	schema: z.string(),
	plainName: z.string(),
	leaf: z.boolean(),
	foreign: z.boolean(),
});
export type PartitionLeaf = z.infer<typeof leafRow>;

/** In the order given; relations that no longer exist or are not tables are left out. */
export async function readActionTables(reader: Reader, oids: readonly number[]): Promise<ActionTable[]> {
	const ask = [`{${oids.join()}}`];
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(tablesSql), ask)), tableRow);
}

export async function readActionTable(reader: Reader, oid: number): Promise<ActionTable | undefined> {
	return (await readActionTables(reader, [oid]))[0];
}

/** All partitions below a partitioned table or index, parents first. */
export async function readPartitions(reader: Reader, oid: number): Promise<PartitionLeaf[]> {
	return parseRawRows(await reader.read(sql => sql.unsafe(sqlBody(leavesSql), [oid])), leafRow);
}
