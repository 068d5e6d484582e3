import * as z from 'zod';
import partitionsSql from '../../../sql/queries/upkeep/upkeep-partitions.sql';
import obstacleSql from '../../../sql/queries/upkeep/upkeep-stray-obstacle.sql';
import straysSql from '../../../sql/queries/upkeep/upkeep-strays.sql';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {sanitizeDeep} from '../../terminal/sanitize.ts';
import {parseRawRows, sqlBody, time} from '../statement.ts';

/** How many of each kind of stray rows are counted. */
export const mostStrays = 10_000;

const quoted = z.string().describe('Its name as SQL writes it');
const atMost = `At most ${mostStrays} are counted`;

/** Rows of the default partition, of which there are some by the statistics. */
const strays = z.object({
	movable: z.number().nullable().describe(`Months can be made for them. ${atMost}`),
	beyond: z.number().nullable().describe(`No month can be made for them. ${atMost}`),
	unknown: z.string().nullable().describe('Why that is not known'),
	obstacle: z.string().nullable().describe('Why they can not be moved'),
	show: z.string().describe('The statement that shows those for which no month can be made'),
});

const tableRow = z.object({
	oid: z.int(),
	schema: z.string(),
	name: z.string(),
	quoted,
	column: z.string().describe('Of the time, as SQL writes it'),
	defaultQuoted: quoted.nullable().describe('The default partition'),
	maker: z
		.string()
		.nullable()
		.describe('The role that months are made as; null without the functions of the pack'),
	foreign: z
		.object({relation: quoted, owner: z.string()})
		.nullable()
		.describe('The first of table and partitions that the maker can not do it for, since others own it'),
	lackCreate: z.array(z.string()).describe('Of the maker and the owner, who may not create tables there'),
	quotedSchema: z.string(),
	parts: z.array(
		z.object({
			default: z.boolean(),
			starts: time.nullable().describe('Null for no bound'),
			ends: time.nullable(),
			rows: z.number().describe('By the statistics collector'),
		}),
	),
});

export const partitionedTable = tableRow.extend({
	strays: strays.nullable().describe('Null where the default partition is empty, or there is none'),
});
export type PartitionedTable = z.infer<typeof partitionedTable>;
export type Strays = z.infer<typeof strays>;

/**
Names as they are, to be sent back to the server.
@param until months can be made up to here; none before 1970 either
*/
export async function readRawPartitionedTables(reader: Reader, until: Date): Promise<PartitionedTable[]> {
	const rows = await reader.read(sql => sql.unsafe(sqlBody(partitionsSql)));
	const tables = parseRawRows(rows, tableRow);
	return Promise.all(tables.map(async table => ({...table, strays: await straysOf(reader, table, until)})));
}

/** The same for the screen. */
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
	// timestamp and date take no notice of the zone.
	const bounds = ['1970-01-01 00:00+00', `${until.toISOString().slice(0, 10)} 00:00+00`] as const;
	const show = `SELECT * FROM ${defaultQuoted} WHERE (${column} >= '${bounds[0]}' AND ${column} < '${bounds[1]}') IS NOT TRUE`;
	const unknown = {movable: null, beyond: null, obstacle: null, show};
	try {
		// A bound without a type gets that of the column: timestamptz, timestamp or date. Names are quoted by the server.
		const counted = await reader.read(
			sql => sql`with strays as not materialized (
				select ${sql.unsafe(column)} >= ${bounds[0]} and ${sql.unsafe(column)} < ${bounds[1]} as movable
				from ${sql.unsafe(defaultQuoted)}
			) ${sql.unsafe(sqlBody(straysSql))}`,
		);
		const looked = await reader.read(sql => sql.unsafe(sqlBody(obstacleSql), [defaultQuoted, maker]));
		const [amount] = parseRawRows(counted, z.object({movable: z.number(), beyond: z.number()}));
		const [why] = parseRawRows(looked, z.object({obstacle: z.string().nullable()}));
		if (!amount || !why) throw new Error('A statement that gives one row gave none.');
		return {...amount, ...why, unknown: null, show};
	} catch (error) {
		if (isConnectionLoss(error)) throw error;
		return {...unknown, unknown: describeError(toServerError(error)).replace(/\.$/, '')};
	}
}
