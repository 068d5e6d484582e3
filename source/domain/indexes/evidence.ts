import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {statisticsSince} from '../../queries/statistics-since.ts';

/** A server of the cluster: each counts the scans of its own queries only. */
export const indexNode = z.object({
	node: z.string().describe('host:port, as it was reached'),
	role: z.enum(['primary', 'standby', 'unknown']),
	own: z.boolean().describe('The one that this connection is to'),
	asked: z.boolean(),
	reason: z.string().nullable().describe('Why it was not asked'),
	askedAt: time.nullable(),
	since: statisticsSince.nullable().describe('Since when it counts scans'),
});
export type IndexNode = z.output<typeof indexNode>;

/** What is known of the use of an index on one node. */
export const indexUse = z.object({
	node: z.string(),
	scans: z.number(),
	tuplesRead: z.number(),
	lastScan: time.nullable().describe('PostgreSQL 16 and later'),
	quietSince: time.nullable().describe('No scan since then; null where that is not known'),
	basis: z
		.enum(['last scan', 'counters', 'own samples', 'unknown'])
		.describe(
			'What quietSince stands on: the last scan, the counters of a time in which it was there, or looks at it',
		),
	gapMs: z.number().describe('Time since then of which the counters were lost with a reset'),
	resets: z.int().describe('Resets of the counters since then that were noticed'),
	firstSeen: time.nullable().describe('By pgdeck on this host'),
	seen: z.int().describe('Looks at it since then, at most one an hour'),
});
export type IndexUseOnNode = z.output<typeof indexUse>;

export const indexVerdictSchema = z.object({
	color: z
		.enum(['green', 'amber', 'none'])
		.describe(
			'green: nothing is missing and nothing stands against a drop; none: it can not or must not be dropped',
		),
	text: z.string(),
	quietDays: z
		.number()
		.nullable()
		.describe('Days that it is known not to be used on any node that was asked'),
	missing: z.array(z.string()).describe('What the evidence lacks'),
});
export type IndexVerdict = z.output<typeof indexVerdictSchema>;
