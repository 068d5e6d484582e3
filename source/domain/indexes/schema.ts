import * as z from 'zod';
import {unindexedKey} from '../../queries/indexes/foreign-keys.ts';
import {indexCatalogRow, indexCounters} from '../../queries/indexes/indexes.ts';
import {time} from '../../queries/statement.ts';
import {statisticsSince} from '../../queries/statistics-since.ts';
import {nodeProblemWords} from '../replication/node-problems.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {indexBloat} from './bloat.ts';
import {blockerWords, cautionWords, gapWords, useWords} from './words.ts';

const indexNode = z.object({
	node: z.string().describe('host:port, as pgdeck reached it'),
	role: z.enum(['primary', 'standby', 'unknown']),
	own: z.boolean().describe('The server of this connection'),
	asked: z.boolean(),
	reason: codedSchema(nodeProblemWords).nullable().describe('Why it was not asked'),
	askedAt: time.nullable(),
	user: z.string().nullable().describe('Role of the connection to it, as SQL writes it'),
	since: statisticsSince.nullable().describe('Start of its scan counters'),
});
/** A server of the cluster: each counts the scans of its own queries only. */
export type IndexNode = z.output<typeof indexNode>;

const indexUse = z.object({
	node: z.string(),
	scans: z.number(),
	tuplesRead: z.number(),
	lastScan: time.nullable().describe('PostgreSQL 16 and later'),
	quietSince: time.nullable().describe('No scan since then; null where unknown'),
	basis: z
		.enum(['last-scan', 'counters', 'own-samples', 'unknown'])
		.describe(
			'Source of quietSince: the last scan, counters that cover a time in which the index existed, or samples of pgdeck',
		),
	gapMs: z.number().describe('Time since then whose counters a reset discarded'),
	resets: z.int().describe('Resets of the counters that pgdeck noticed since then'),
	firstSeen: time.nullable().describe('By pgdeck on this host'),
	seen: z.int().describe('Samples since then, at most one an hour'),
});
/** The known use of an index on one node. */
export type IndexUseOnNode = z.output<typeof indexUse>;

const indexVerdict = codedSchema(useWords).extend({
	answer: z
		.enum(['yes', 'maybe', 'no'])
		.describe(
			'yes: complete evidence, and nothing stands against a drop; no: it is in use, or cannot or must not be dropped',
		),
	quietDays: z.number().nullable().describe('Days known without use on every node that was asked'),
	missing: z.array(codedSchema(gapWords)).describe('Missing evidence'),
});
export type IndexVerdict = z.output<typeof indexVerdict>;

const indexRowSchema = indexCatalogRow.extend({
	scans: indexCounters.shape.scans,
	tuplesRead: indexCounters.shape.tuplesRead,
	lastScan: indexCounters.shape.lastScan,
	category: z.enum(['Unused', 'Low usage', 'Active']),
	sizeAt: time.nullable().describe('When the size was read, if not together with the catalog'),
	partitions: z.int().describe('Number of partition indexes whose scans and sizes are summed here'),
	blockers: z.array(codedSchema(blockerWords)).describe('Why it cannot or must not be dropped'),
	cautions: z.array(codedSchema(cautionWords)).describe('What to consider before a drop'),
	verdict: indexVerdict,
	evidence: z.array(indexUse).describe('Its use on each node that was asked'),
	standIn: z
		.object({
			oid: z.int(),
			name: z.string(),
			kind: z
				.enum(['duplicate', 'redundant'])
				.describe('duplicate: the same index; redundant: this one is a prefix of the other'),
		})
		.nullable()
		.describe('Another index that serves everything this one serves'),
	bloat: indexBloat.nullable().describe('Compared with its own best; null where unknown'),
});

export const indexesSchema = z.object({
	scansSince: statisticsSince.describe('Start of the scan counters'),
	catalogSampledAt: time.describe('When everything but the scans was read'),
	nodes: z.array(indexNode).describe('Known servers of the cluster, this one first'),
	evidence: z.object({
		method: z.string(),
		wantedDays: z.number().describe('Days without use that the answer yes requires'),
		file: z.string().nullable().describe('Where pgdeck keeps its samples of indexes'),
		problem: z.string().nullable().describe('Why samples are not kept, or evidence could not be read'),
		pending: z.boolean().describe('Evidence is not read yet: verdicts follow'),
	}),
	rows: z.array(indexRowSchema),
	unindexed: z.array(unindexedKey).describe('Foreign keys without an index'),
});

export type Indexes = z.output<typeof indexesSchema>;
export type IndexRow = z.output<typeof indexRowSchema>;
