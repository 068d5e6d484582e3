import * as z from 'zod';
import horizonSql from '../../../sql/queries/vacuum/vacuum-horizon.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRows, time} from '../statement.ts';

/** Who keeps VACUUM from removing what has died since. */
const horizonHolder = z.object({
	kind: z.enum(['session', 'prepared transaction', 'logical slot', 'replication slot', 'standby feedback']),
	pid: z.int().nullable(),
	backendStart: z
		.string()
		.nullable()
		.describe('Of a session, to the microsecond: with the process id it names it for good'),
	name: z.string().nullable().describe('Of the slot, or the identifier of the prepared transaction'),
	user: z.string().nullable(),
	application: z.string().nullable(),
	address: z.string().nullable(),
	state: z.string().nullable().describe('Null where this role may not see it'),
	database: z.string().nullable(),
	since: time
		.nullable()
		.describe('Since when its transaction is open; of a slot, since 17, since when it is inactive'),
	age: z.number().describe('Transactions that have begun since its oldest snapshot'),
	here: z.boolean().nullable().describe('It holds back this database; else the shared catalogs alone'),
	catalogs: z.boolean().describe('It holds back the catalogs alone: a catalog_xmin'),
	active: z.boolean().nullable().describe('Of a slot: somebody reads from it'),
});
export type HorizonHolder = z.infer<typeof horizonHolder>;

export const horizon = z.object({
	holders: z.array(horizonHolder).describe('At most 20; those of this database first, the oldest first'),
	hidden: z.string().nullable().describe('What of it this role may not see'),
});
export type Horizon = z.infer<typeof horizon>;

/** Every role sees how old the snapshot of a session is, but not of a standby. */
const found = horizonHolder.extend({age: z.number().nullable()});

export async function readHorizon(reader: Reader): Promise<Horizon> {
	const rows = await readRows(reader, horizonSql, found);
	const holders = rows.flatMap(({age, ...row}) => (age === null ? [] : [{...row, age}]));
	const hidden = [
		...(holders.some(({kind, state}) => kind === 'session' && state === null)
			? ['state and times of some sessions']
			: []),
		...(holders.length < rows.length ? ['the feedback of standbys'] : []),
	];
	return {holders, hidden: hidden.length === 0 ? null : hidden.join(', and ')};
}
