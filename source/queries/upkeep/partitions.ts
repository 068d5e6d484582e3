import * as z from 'zod';
import partitionsSql from '../../../sql/queries/upkeep/upkeep-partitions.sql';
import obstacleSql from '../../../sql/queries/upkeep/upkeep-stray-obstacle.sql';
import straysSql from '../../../sql/queries/upkeep/upkeep-strays.sql';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {sanitizeDeep} from '../../terminal/sanitize.ts';
import {parseRawRows, sqlBody, time} from '../statement.ts';

/** Up to this many stray rows of each kind are counted. */
export const mostStrays = 10_000;

const quoted = z.string().describe('Its name, quoted for SQL');
const atMost = `At most ${mostStrays} are counted`;

/** Rows of a default partition that is not empty according to the statistics. */
const strays = z.object({
	movable: z.number().nullable().describe(`Rows for which months can be created. ${atMost}`),
	beyond: z.number().nullable().describe(`Rows that fit no month. ${atMost}`),
	unknown: z.string().nullable().describe('Why they could not be counted'),
	obstacle: z
		.object({code: z.enum(['foreign-key', 'rules', 'trigger']), names: z.array(z.string())})
		.nullable()
		.describe('Why they cannot be moved, with the referencing tables or the triggers'),
	show: z.string().describe('The statement that shows the rows that fit no month'),
});

const tableRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	quoted,
	column: z.string().describe('The partition key, quoted for SQL'),
	defaultQuoted: quoted.nullable().describe('The default partition'),
	maker: z
		.string()
		.nullable()
		.describe('The role that creates the partitions; null without the functions of the pack'),
	foreign: z
		.object({relation: quoted, owner: z.string()})
		.nullable()
		.describe('The first of table and partitions whose owner keeps the maker from it'),
	lackCreate: z
		.array(z.string())
		.describe('Those of maker and owner that may not create tables in the schema'),
	quotedSchema: z.string(),
	parts: z.array(
		z.object({
			default: z.boolean(),
			starts: time.nullable().describe('Null: unbounded'),
			ends: time.nullable(),
			rows: z.number().describe('Live rows according to the statistics'),
		}),
	),
});

export const partitionedTable = tableRow.extend({
	strays: strays.nullable().describe('Null if there is no default partition, or it is empty'),
});
export type PartitionedTable = z.infer<typeof partitionedTable>;
export type Strays = z.infer<typeof strays>;

/**
Unsanitized names, to be sent back to the server.
@param until end of the last month that can be created; the first is 1970-01
*/
export async function readRawPartitionedTables(reader: Reader, until: Date): Promise<PartitionedTable[]> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(partitionsSql)));
	const tables = parseRawRows(rows, tableRow);
	return Promise.all(tables.map(async table => ({...table, strays: await straysOf(reader, table, until)})));
}

/** The same, sanitized for the screen. */
export async function readPartitionedTables(reader: Reader, until: Date): Promise<PartitionedTable[]> {
	const tables = await readRawPartitionedTables(reader, until);
	return tables.map(table => sanitizeDeep(table) as PartitionedTable);
}

async function straysOf(
	reader: Reader,
	{parts, column, defaultQuoted, maker}: z.infer<typeof tableRow>,
	until: Date,
): Promise<Strays | null> {
	if (defaultQuoted === null || !parts.some(part => part.default && part.rows > 0)) return null;
	// timestamp and date ignore the zone.
	const bounds = ['1970-01-01 00:00+00', `${until.toISOString().slice(0, 10)} 00:00+00`] as const;
	const show = `SELECT * FROM ${defaultQuoted} WHERE (${column} >= '${bounds[0]}' AND ${column} < '${bounds[1]}') IS NOT TRUE`;
	const unknown = {movable: null, beyond: null, obstacle: null, show};
	try {
		// An untyped bound takes the type of the column: timestamptz, timestamp or date. The server quoted the names.
		const counted = await reader.read(
			sql => sql`with strays as not materialized (
				select ${sql.unsafe(column)} >= ${bounds[0]} and ${sql.unsafe(column)} < ${bounds[1]} as movable
				from ${sql.unsafe(defaultQuoted)}
			) ${sql.unsafe(sqlBody(straysSql))}`,
		);
		const looked = await reader.read(sql => sql.unsafe(sqlBody(obstacleSql), [defaultQuoted, maker]));
		const [amount] = parseRawRows(counted, z.object({movable: z.number(), beyond: z.number()}));
		const [why] = parseRawRows(looked, z.object({obstacle: strays.shape.obstacle}));
		if (!amount || !why) throw new Error('A query that returns one row returned none.');
		return {...amount, ...why, unknown: null, show};
	} catch (error) {
		if (isConnectionLoss(error)) throw error;
		return {...unknown, unknown: describeError(toServerError(error))};
	}
}
