import * as z from 'zod';
import type {Reader} from '../../postgres/reader.ts';
import {type RequestSource, withRequests} from '../requests/request-source.ts';
import {parseRows, time} from '../statement.ts';

const scansRow = z.object({scans: z.number(), at: time});
export type TableScans = z.infer<typeof scansRow>;

/** Sequential scans of a table so far, with the time of reading; undefined where the table is gone. */
export async function readTableScans(reader: Reader, table: number): Promise<TableScans | undefined> {
	const rows = await reader.read(
		sql => sql`
			select
				pg_catalog.pg_stat_get_numscans(c.oid)::float8 as "scans",
				clock_timestamp() as "at"
			from pg_catalog.pg_class c
			where c.oid = ${table}::int8::oid
		`,
	);
	return parseRows(rows, scansRow)[0];
}

const latencyRow = z.object({beforeMs: z.number().nullable(), afterMs: z.number().nullable()});
export type LatencyAround = z.infer<typeof latencyRow>;

/** The p95 of all requests since a moment, and over `beforeMs` before it. */
export async function readLatencyAround(
	reader: Reader,
	source: RequestSource,
	moment: Date,
	beforeMs: number,
): Promise<LatencyAround> {
	const range = {since: new Date(moment.getTime() - beforeMs), windowHours: 1, bucketSeconds: 60};
	const rows = await reader.read(
		sql => sql`
			${withRequests(sql, source, range)}
			select
				(percentile_disc(0.95) within group (order by duration_ms)
					filter (where at < ${moment.toISOString()}::timestamptz))::float8 as "beforeMs",
				(percentile_disc(0.95) within group (order by duration_ms)
					filter (where at >= ${moment.toISOString()}::timestamptz))::float8 as "afterMs"
			from requests
		`,
	);
	const [row] = parseRows(rows, latencyRow);
	if (!row) throw new Error('An aggregate gave no row.');
	return row;
}
