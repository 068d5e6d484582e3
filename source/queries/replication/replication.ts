import * as z from 'zod';
import receiverSql from '../../../sql/queries/replication/replication-receiver.sql';
import sendersSql from '../../../sql/queries/replication/replication-senders.sql';
import slotsSql from '../../../sql/queries/replication/replication-slots.sql';
import stateSql from '../../../sql/queries/replication/replication-state.sql';
import subscriptionsSql from '../../../sql/queries/replication/replication-subscriptions.sql';
import type {Reader} from '../../postgres/reader.ts';
import {forVersion, readRow, readRows, time} from '../statement.ts';

const figure = z.number().nullable();
const text = z.string().nullable();
const moment = time.nullable();

/** Wait event of the startup process, which replays WAL. */
export const replayWait = z.object({
	type: text.describe('Null while it does not wait'),
	event: text,
});

export const replicationState = z.object({
	serverTime: time,
	inRecovery: z.boolean(),
	startedAt: time,
	lsn: text.describe('Written here, or received by a standby'),
	position: figure.describe('The same in bytes'),
	replayLsn: text,
	replayLagBytes: figure.describe('Received and not replayed; null on a primary'),
	replayLagMs: figure,
	replayedAt: moment.describe('Of the last transaction that was replayed'),
	replayPaused: z.boolean().nullable(),
	replayWait: replayWait.nullable().describe('Null on a primary, and where it is hidden from the role'),
	walLevel: z.string(),
	synchronousNames: text.describe('synchronous_standby_names; null where there are none'),
	archiveMode: z.string(),
	maxWalBytes: z.number(),
	slotKeepBytes: figure.describe('max_slot_wal_keep_size; null for no limit'),
	maxSenders: z.int(),
	maxSlots: z.int(),
	blockBytes: z.int(),
});

export const sender = z.object({
	pid: z.int(),
	user: text,
	application: text,
	client: text,
	startedAt: moment,
	state: text.describe('Null where hidden from this role'),
	syncState: text,
	syncPriority: z.int().nullable(),
	sentLagBytes: figure,
	writeLagBytes: figure,
	flushLagBytes: figure,
	replayLagBytes: figure,
	writeLagMs: figure.describe('Null where nothing was sent lately'),
	flushLagMs: figure,
	replayLagMs: figure,
	replayLsn: text,
	repliedAt: moment,
	xminAge: figure.describe('Transactions by which its feedback holds back the xmin horizon'),
	slot: text,
});
export type Sender = z.output<typeof sender>;

export const slot = z.object({
	name: z.string(),
	plugin: text,
	type: z.string(),
	database: text,
	temporary: z.boolean(),
	active: z.boolean(),
	pid: z.int().nullable(),
	walStatus: text.describe('reserved, extended, unreserved or lost; null for an unused slot'),
	safeBytes: figure.describe('WAL that can be written before the slot may lose WAL; null without a limit'),
	restartLsn: text,
	retainedBytes: figure,
	unconfirmedBytes: figure.describe('For logical slots'),
	xminAge: figure,
	catalogXminAge: figure,
	conflicting: z.boolean().nullable().describe('16 and later'),
	invalidated: text.describe('Invalidation reason; 17 and later'),
	inactiveSince: moment.describe('17 and later'),
	failover: z.boolean().nullable().describe('17 and later'),
	synced: z.boolean().nullable().describe('17 and later'),
});
export type Slot = z.output<typeof slot>;

export const receiver = z.object({
	pid: z.int(),
	status: text.describe('Null where hidden from this role'),
	senderHost: text,
	senderPort: z.int().nullable(),
	slot: text,
	timeline: z.int().nullable(),
	writtenLsn: text,
	flushedLsn: text,
	senderLsn: text,
	messageSentAt: moment,
	messageReceivedAt: moment,
	senderLsnAt: moment,
});
export type Receiver = z.output<typeof receiver>;

export const subscription = z.object({
	oid: z.number(),
	name: z.string(),
	database: text,
	enabled: z.boolean().nullable().describe('Null where several databases have one of this name, before 14'),
	pid: z.int().nullable().describe('The apply worker; null without one'),
	receivedLsn: text,
	messageSentAt: moment,
	messageReceivedAt: moment,
	reportedLsn: text,
	reportedAt: moment,
	copying: z.int().describe('Table synchronization workers'),
	notReady: z.int().nullable().describe('Tables not yet synchronized; null for other databases'),
	applyErrors: figure.describe('15 and later'),
	syncErrors: figure.describe('15 and later'),
});
export type Subscription = z.output<typeof subscription>;

export const readReplicationState = (reader: Reader) => readRow(reader, stateSql, replicationState);
export const readSenders = (reader: Reader) => readRows(reader, sendersSql, sender);
export const readSlots = (reader: Reader) => readRows(reader, slotsSql, slot);
export const readReceivers = (reader: Reader) => readRows(reader, receiverSql, receiver);
export const readSubscriptions = (reader: Reader, versionNumber: number) =>
	readRows(reader, forVersion(subscriptionsSql, versionNumber), subscription);
