import {replicationAbsence} from '../../domain/replication/words.ts';
import type {Figures} from '../../domain/snapshot/counted.ts';
import {obstacle} from '../../domain/snapshot/section.ts';
import {
	readReceivers,
	readReplicationState,
	readSenders,
	readSlots,
	readSubscriptions,
} from '../../queries/replication/replication.ts';
import {
	type ArchiverCounter,
	archiverCounters,
	type CheckpointCounter,
	checkpointCounters,
	type IoCounter,
	ioCounters,
	readArchiver,
	readCheckpoints,
	readIo,
	readWal,
	readWalFiles,
	type WalCounter,
	type WalFiles,
	walCounters,
} from '../../queries/replication/wal.ts';
import {createCounterTrack, takeOne} from '../engine/counter-track.ts';
import {pacedPart} from '../engine/part.ts';
import type {Topic} from '../engine/topic.ts';

/** Replication and WAL: who sends, receives and keeps it, and what is written of it. */
export function replicationTopic(): Topic<'replication'> {
	const files = pacedPart<WalFiles>(30_000);
	const unseenFiles = pacedPart<WalFiles>(300_000);
	const written = createCounterTrack<'bytes'>();
	const wal = createCounterTrack<WalCounter>();
	const archiver = createCounterTrack<ArchiverCounter>();
	const checkpoints = createCounterTrack<CheckpointCounter>();
	const io = createCounterTrack<IoCounter>();
	let turn = 0;
	/** When this standby had last replayed all that it had received, by its own clock. */
	let caughtUpAt: Date | undefined;

	return {
		id: 'replication',
		connection: 'sampling',
		// Findings of the archiver, slots and checkpoints stand on it.
		unseenMs: 10_000,
		forget: () => void turn++,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, server, shown}) {
			const {versionNumber} = server;
			const walObstacle = server.monitor
				? undefined
				: obstacle(replicationAbsence('wal-directory'), `GRANT pg_monitor TO ${server.quotedUser}`);
			const [
				state,
				senders,
				slots,
				receivers,
				subscriptions,
				archived,
				checkpoint,
				walRow,
				ioRows,
				walFiles,
			] = await Promise.all([
				readReplicationState(reader),
				readSenders(reader),
				readSlots(reader),
				readReceivers(reader),
				readSubscriptions(reader, versionNumber),
				readArchiver(reader),
				readCheckpoints(reader, versionNumber),
				readWal(reader, versionNumber),
				readIo(reader, versionNumber),
				(shown ? files : unseenFiles)(String(turn), now, apart, walObstacle, readWalFiles),
			]);
			const at = state.serverTime;
			if (state.replayLagBytes === 0) caughtUpAt = at;
			const replayLagMs = lagSince(caughtUpAt, state);
			const ioCounted =
				ioRows &&
				io.take(
					ioRows.map(row => ({
						key: ioKey(row),
						epoch: epochOf(row),
						figures: picked(row, ioCounters),
					})),
					at,
				);
			const {archived: _archived, failures: _failures, ...archiverFacts} = archived;
			return {
				...state,
				replayLagMs,
				connectedAt: written.since ?? at,
				hidden: senders.some(({state: shown}) => shown === null),
				// A position goes on through restarts; a standby that is promoted goes on where it had received.
				written: takeOne(written, '', {bytes: state.position}, at),
				wal: walRow
					? {...takeOne(wal, epochOf(walRow), picked(walRow, walCounters), at), statsReset: walRow.statsReset}
					: null,
				walFiles,
				archiver: {
					...archiverFacts,
					failing: isFailing(archived),
					counted: takeOne(archiver, epochOf(archived), picked(archived, archiverCounters), at),
				},
				checkpoints: {
					...takeOne(checkpoints, epochOf(checkpoint), picked(checkpoint, checkpointCounters), at),
					statsReset: checkpoint.statsReset,
				},
				senders,
				receiver: receivers[0] ?? null,
				slots,
				subscriptions,
				io:
					ioRows?.flatMap(row => {
						const counted = ioCounted?.get(ioKey(row));
						const {backend, object, context, statsReset} = row;
						return counted ? [{id: ioKey(row), backend, object, context, statsReset, counted}] : [];
					}) ?? null,
			};
		},
	};
}

/**
How far a standby is behind in time. The server tells how old the last transaction is that it replayed: after a quiet hour
an hour, though what it has not replayed came just now. It is no older than when it had replayed all.
*/
function lagSince(
	caughtUpAt: Date | undefined,
	{replayLagMs, serverTime}: {replayLagMs: number | null; serverTime: Date},
): number | null {
	if (replayLagMs === null || caughtUpAt === undefined) return replayLagMs;
	return Math.min(replayLagMs, serverTime.getTime() - caughtUpAt.getTime());
}

/** The last attempt of the archiver is a failed one. */
export function isFailing({
	lastArchivedAt,
	lastFailedAt,
}: {
	lastArchivedAt: Date | null;
	lastFailedAt: Date | null;
}): boolean {
	return lastFailedAt !== null && (lastArchivedAt === null || lastFailedAt > lastArchivedAt);
}

/** A restart keeps what was counted, a reset and a crash do not. */
function epochOf({statsReset}: {statsReset: Date | null}): string {
	return statsReset?.toISOString() ?? '';
}

function ioKey({backend, object, context}: {backend: string; object: string; context: string}): string {
	return `${backend}/${object}/${context}`;
}

function picked<Name extends string>(row: Figures<Name>, names: readonly Name[]): Figures<Name> {
	return Object.fromEntries(names.map(name => [name, row[name]])) as Record<Name, number | null>;
}
