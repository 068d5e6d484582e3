import * as z from 'zod';
import {unindexedKey} from '../../queries/indexes/foreign-keys.ts';
import {indexCatalogRow, indexCounters} from '../../queries/indexes/indexes.ts';
import {time} from '../../queries/statement.ts';
import {statisticsSince} from '../../queries/statistics-since.ts';
import {indexBloat} from './bloat.ts';
import {indexNode, indexUse, indexVerdictSchema} from './evidence.ts';

const indexRowSchema = indexCatalogRow.extend({
	scans: indexCounters.shape.scans,
	tuplesRead: indexCounters.shape.tuplesRead,
	lastScan: indexCounters.shape.lastScan,
	category: z.enum(['Unused', 'Low usage', 'Active']),
	sizeAt: time
		.nullable()
		.describe('When its size was read, where that is of another time than the catalog: of very many'),
	partitions: z.int().describe('Indexes of partitions that scans, size and verdict are the sum of'),
	blockers: z.array(z.string()).describe('Why it can not or must not be dropped'),
	cautions: z.array(z.string()).describe('What to think of before dropping it'),
	verdict: indexVerdictSchema,
	evidence: z.array(indexUse).describe('Its use on each node that was asked'),
	standIn: z
		.object({
			oid: z.int(),
			name: z.string(),
			kind: z.enum(['duplicate', 'redundant']).describe('The same, or the beginning of it'),
		})
		.nullable()
		.describe('Another index that does all that this one does'),
	bloat: indexBloat.nullable().describe('Beside its own best; null where nothing can be said'),
});

export const indexesSchema = z.object({
	scansSince: statisticsSince.describe('Since when scans are counted'),
	catalogSampledAt: time.describe('Age of all but the scans'),
	nodes: z.array(indexNode).describe('The servers of the cluster that are known of, this one first'),
	evidence: z.object({
		method: z.string(),
		wantedDays: z.number().describe('Days without use that a green verdict takes'),
		file: z.string().nullable().describe('Where what was seen of indexes is kept'),
		problem: z.string().nullable().describe('Why it is not kept, or what could not be looked at'),
		pending: z.boolean().describe('Not looked at yet: verdicts are still to come'),
	}),
	rows: z.array(indexRowSchema),
	unindexed: z.array(unindexedKey).describe('Foreign keys that no index serves'),
});

export type Indexes = z.output<typeof indexesSchema>;
export type IndexRow = z.output<typeof indexRowSchema>;
