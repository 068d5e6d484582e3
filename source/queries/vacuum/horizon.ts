import * as z from 'zod';
import horizonSql from '../../../sql/queries/vacuum/vacuum-horizon.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRows, time} from '../statement.ts';

/** Holds back the xmin horizon: VACUUM keeps rows that died since. */
const horizonHolder = z.object({
	kind: z.enum(['session', 'prepared-transaction', 'logical-slot', 'physical-slot', 'standby-feedback']),
	pid: z.int().nullable(),
	backendStart: z
		.string()
		.nullable()
		.describe('Start of a session, to the microsecond: with the process id it identifies it'),
	name: z.string().nullable().describe('Name of the slot, or identifier of the prepared transaction'),
	user: z.string().nullable(),
	application: z.string().nullable(),
	address: z.string().nullable(),
	state: z.string().nullable().describe('Null where this role may not see it'),
	database: z.string().nullable(),
	since: time.nullable().describe('Start of its transaction; for a slot, since 17, when it became inactive'),
	age: z.number().describe('Transactions started since its oldest snapshot'),
	here: z
		.boolean()
		.nullable()
		.describe('True where it holds back this database, false where shared catalogs only'),
	catalogs: z.boolean().describe('It holds back the catalogs only: a catalog_xmin'),
	active: z.boolean().nullable().describe('For a slot: whether a connection uses it'),
});
export type HorizonHolder = z.infer<typeof horizonHolder>;

export const horizon = z.object({
	holders: z
		.array(horizonHolder)
		.describe('At most 20; those that hold back this database first, the oldest first'),
	hidden: z.array(z.enum(['session-states', 'standby-feedback'])).describe('What this role may not see'),
});
export type Horizon = z.infer<typeof horizon>;

/** Every role sees the snapshot age of a session, but not of a standby. */
const found = horizonHolder.extend({age: z.number().nullable()});

export async function readHorizon(reader: Reader): Promise<Horizon> {
	const rows = await readRows(reader, horizonSql, found);
	const holders = rows.flatMap(({age, ...row}) => (age === null ? [] : [{...row, age}]));
	const hidden: Horizon['hidden'] = [];
	if (holders.some(({kind, state}) => kind === 'session' && state === null)) hidden.push('session-states');
	if (holders.length < rows.length) hidden.push('standby-feedback');
	return {holders, hidden};
}
