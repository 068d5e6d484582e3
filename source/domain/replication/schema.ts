import * as z from 'zod';
import {
	receiver,
	replicationState,
	sender,
	slot,
	subscription,
} from '../../queries/replication/replication.ts';
import {
	archiverCounters,
	checkpointCounters,
	ioCounters,
	walCounters,
	walFiles,
} from '../../queries/replication/wal.ts';
import {time} from '../../queries/statement.ts';
import {countedSchema} from '../snapshot/counted.ts';
import {sectionSchema} from '../snapshot/section.ts';

const statsReset = time.nullable();

const ioSchema = z.object({
	id: z.string(),
	backend: z.string(),
	object: z.string(),
	context: z.string(),
	statsReset,
	counted: countedSchema(ioCounters),
});
export type IoRow = z.output<typeof ioSchema>;

export const replicationSchema = replicationState.extend({
	connectedAt: time.describe('Start of the counters since connected'),
	hidden: z.boolean().describe('This role may not see how far the senders are: it requires pg_monitor'),
	written: countedSchema(['bytes']).describe('WAL by position: written by a primary, received by a standby'),
	wal: countedSchema(walCounters).extend({statsReset}).nullable().describe('pg_stat_wal; null before 14'),
	walFiles: sectionSchema('WalFiles', walFiles),
	archiver: z.object({
		failing: z.boolean().describe('The last attempt failed'),
		lastArchived: z.string().nullable(),
		lastArchivedAt: time.nullable(),
		lastFailed: z.string().nullable(),
		lastFailedAt: time.nullable(),
		statsReset,
		counted: countedSchema(archiverCounters),
	}),
	checkpoints: countedSchema(checkpointCounters)
		.extend({statsReset})
		.describe('Requested: by WAL volume, CHECKPOINT or a backup'),
	senders: z.array(sender),
	receiver: receiver.nullable(),
	slots: z.array(slot),
	subscriptions: z.array(subscription),
	io: z.array(ioSchema).nullable().describe('pg_stat_io; null before 16'),
});
export type Replication = z.output<typeof replicationSchema>;
