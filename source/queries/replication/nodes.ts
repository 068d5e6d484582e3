import * as z from 'zod';
import addressesSql from '../../../sql/queries/replication/node-addresses.sql';
import receiverSql from '../../../sql/queries/replication/node-receiver.sql';
import timelineSql from '../../../sql/queries/replication/timeline.sql';
import standbySql from '../../../sql/queries/replication/timeline-standby.sql';
import type {Reader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {readRow, readRows} from '../statement.ts';

const addressRow = z.object({
	host: z.string(),
	port: z.int(),
	name: z.string().nullable(),
	slot: z.string().nullable(),
	hidden: z.boolean().describe('Its address is hidden from this role'),
	role: z.enum(['standby', 'unknown']),
});
export type NodeAddress = z.infer<typeof addressRow>;

export function readNodeAddresses(reader: Reader): Promise<NodeAddress[]> {
	return readRows(reader, addressesSql, addressRow);
}

const receiverRow = z.object({
	host: z.string().nullable().describe('Null over a Unix socket'),
	slot: z.string().nullable(),
	name: z.string().nullable(),
});
export type NodeReceiver = z.infer<typeof receiverRow>;

export function readNodeReceiver(reader: Reader): Promise<NodeReceiver> {
	return readRow(reader, receiverSql, receiverRow);
}

/** 0 where hidden. */
export async function readTimeline(reader: Reader, inRecovery: boolean): Promise<number> {
	try {
		const text = inRecovery ? standbySql : timelineSql;
		return (await readRow(reader, text, z.object({timeline: z.int()}))).timeline;
	} catch (error) {
		// Hidden, or the server was promoted or demoted a moment ago.
		if (['42501', '55000', '42883'].includes(toServerError(error).code)) return 0;
		throw error;
	}
}
