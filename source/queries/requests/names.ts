import * as z from 'zod';
import serverNamesSql from '../../../sql/queries/requests/server-names.sql';
import tenantNamesSql from '../../../sql/queries/requests/tenant-names.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRows} from '../statement.ts';

const nameRow = z.object({id: z.string(), name: z.string().nullable()});

/** Names by the ids in a request log. */
export type Names = ReadonlyMap<string, string>;

export function readTenantNames(reader: Reader): Promise<Names> {
	return readNames(reader, tenantNamesSql);
}

export function readServerNames(reader: Reader): Promise<Names> {
	return readNames(reader, serverNamesSql);
}

async function readNames(reader: Reader, text: string): Promise<Names> {
	const rows = await readRows(reader, text, nameRow);
	return new Map(rows.flatMap(({id, name}) => (name === null ? [] : [[id, name] as const])));
}
