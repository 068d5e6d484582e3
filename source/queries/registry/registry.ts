import * as z from 'zod';
import serversSql from '../../../sql/queries/registry/registry-servers.sql';
import summarySql from '../../../sql/queries/registry/registry-summary.sql';
import tablesSql from '../../../sql/queries/registry/registry-tables.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, readRows, time} from '../statement.ts';

const registrySummary = z.object({
	total: z.int(),
	healthy: z.int(),
	degraded: z.int(),
	unhealthy: z.int(),
	averageResponseMs: z.number().nullable(),
});

const registryServer = z.object({
	id: z.string(),
	name: z.string(),
	tenant: z.string().nullable(),
	endpoint: z.string().nullable(),
	transport: z.string().nullable(),
	status: z.string().nullable(),
	lastCheck: time.nullable(),
	averageResponseMs: z.number().nullable(),
	successRate: z.number().nullable(),
	activeConnections: z.int().nullable(),
	breakers: z.array(
		z.object({
			service: z.string(),
			state: z.string(),
			failures: z.int().nullable(),
			threshold: z.int().nullable(),
		}),
	),
});
export type RegistryServer = z.infer<typeof registryServer>;

export const registryValue = registrySummary.extend({
	servers: z.array(registryServer).describe('At most 1,000, the worst first'),
});
export type Registry = z.infer<typeof registryValue>;

/** The registry's servers: `get_server_health_summary()` of the pack, and the rows behind it. */
export async function readRegistry(reader: Reader): Promise<Registry> {
	const [summary, servers] = await Promise.all([
		readRow(reader, summarySql, registrySummary),
		readRows(reader, serversSql, registryServer),
	]);
	return {...summary, servers};
}

const registryTables = z.object({there: z.boolean()});

/** Whether tables of a registry exist, made by the pack or another tool. */
export async function readRegistryTables(reader: Reader): Promise<boolean> {
	return (await readRow(reader, tablesSql, registryTables)).there;
}
