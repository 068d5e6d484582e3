import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {bytes, plural, timeAgo} from '../../format/quantities.ts';
import type {Slot} from '../../queries/replication/replication.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';
import {replicationFinding} from './words.ts';

/** With fewer checkpoints since pgdeck connected, the share means nothing. */
const fewCheckpoints = 4;

/** Slots that retain much WAL, and slots that have lost theirs. */
export function slotRule({replication}: Sections, {slotBytes}: Thresholds): Judged {
	return judged('replication-slots', replication, ({slots}) =>
		slots.flatMap((slot): FindingDraft[] => {
			const lost = slot.walStatus === 'lost' || slot.invalidated !== null || slot.conflicting === true;
			const endangered = slot.walStatus === 'unreserved';
			const large = (slot.retainedBytes ?? 0) > slotBytes;
			if (!lost && !endangered && !large) return [];
			return [
				{
					id: `slot:${slot.name}`,
					rule: 'replication-slots',
					severity: endangered || (large && !slot.active) ? 'critical' : 'warning',
					about: slot.name,
					...titled(
						lost
							? replicationFinding('slot-lost', {slot: slot.name, cause: slot.invalidated})
							: replicationFinding(
									endangered ? 'slot-unreserved' : slot.active ? 'slot-behind' : 'slot-inactive',
									{slot: slot.name, retainedBytes: slot.retainedBytes},
								),
					),
					pane: 'replication',
					row: `slot ${slot.name}`,
					since: slot.active ? null : slot.inactiveSince,
					evidence: slotEvidence(slot),
					help: lost
						? 'Rebuild the standby or subscriber. Drop the slot when it is no longer needed.'
						: 'Reconnect its receiver, or drop the slot if the receiver is gone for good. max_slot_wal_keep_size limits the WAL that a slot retains.',
				},
			];
		}),
	);
}

function slotEvidence({type, active, walStatus, safeBytes, xminAge, catalogXminAge}: Slot): string[] {
	const horizon = Math.max(xminAge ?? 0, catalogXminAge ?? 0);
	return [
		`${type} slot, ${active ? 'active' : 'inactive'}, WAL status ${walStatus ?? 'n/a'}, ${safeBytes === null ? 'no WAL limit' : `${bytes(safeBytes)} left before it loses WAL`}.`,
		...(horizon > 0 ? [`It holds back the xmin horizon by ${plural(horizon, 'transaction')}.`] : []),
	];
}

/** A busy archiver may have this many files waiting: 1 GB at 16 MB a file. */
const manyFiles = 64;

/**
A failing archiver: WAL stays until the disk is full, and point-in-time recovery ends where the archive ends. With an empty
or hanging archive_command nothing fails, but files wait.
*/
export function archiverRule({replication}: Sections): Judged {
	return judged('archiver', replication, ({archiver, archiveMode, walFiles, serverTime}): FindingDraft[] => {
		const files = walFiles.status === 'ok' ? walFiles.value.waiting : 0;
		if (archiveMode === 'off' || (!archiver.failing && files <= manyFiles)) return [];
		return [
			{
				id: 'archiver',
				rule: 'archiver',
				severity: archiver.failing ? 'critical' : 'warning',
				...titled(
					archiver.failing
						? // Files are counted less often: 0 may be from before the failure, and is not shown.
							replicationFinding('archiving-fails', {file: archiver.lastFailed, waitingFiles: files})
						: replicationFinding('archiving-behind', {waitingFiles: files, thresholdFiles: manyFiles}),
				),
				pane: 'replication',
				row: null,
				// No `since`: there may have been nothing to archive between the last success and the first failure.
				evidence: [
					archiver.lastArchivedAt === null
						? 'No file was archived since the counters were reset.'
						: `Last archived: ${archiver.lastArchived ?? 'a file'}, ${timeAgo(archiver.lastArchivedAt, serverTime)}.`,
					`Total: ${plural(archiver.counted.total.failures ?? 0, 'failure')}, ${plural(archiver.counted.total.archived ?? 0, 'file')} archived.`,
				],
				help: archiver.failing
					? 'The server log shows the output of archive_command. Fix it before pg_wal fills its disk.'
					: 'Check whether archive_command is set, and whether it hangs, before pg_wal fills its disk.',
			},
		];
	});
}

/**
Checkpoints triggered by max_wal_size rather than by checkpoint_timeout: each adds full-page writes. CHECKPOINT and backups
count as requested too; WAL can have triggered at most one per half max_wal_size written
(CalculateCheckpointSegments() in xlog.c, with a completion target of 1).
*/
export function checkpointRule({replication}: Sections, {forcedCheckpointsPercent}: Thresholds): Judged {
	return judged('checkpoints', replication, (value): FindingDraft[] => {
		const {checkpoints, written, inRecovery, maxWalBytes} = value;
		const since = checkpoints.sinceConnected;
		const bytesWritten = written.sinceConnected?.bytes ?? 0;
		const enoughFor = Math.floor((bytesWritten * 2) / maxWalBytes);
		const timed = since?.timed ?? 0;
		const requested = Math.min(since?.requested ?? 0, enoughFor);
		if (inRecovery || timed + requested < fewCheckpoints) return [];
		const share = requested / (timed + requested);
		if (share * 100 <= forcedCheckpointsPercent) return [];
		return [
			{
				id: 'checkpoints',
				rule: 'checkpoints',
				severity: 'warning',
				...titled(
					replicationFinding('checkpoints-by-wal', {share, checkpoints: timed + requested, maxWalBytes}),
				),
				pane: 'replication',
				row: null,
				evidence: [
					`${bytes(bytesWritten)} of WAL written since pgdeck connected; max_wal_size is ${bytes(maxWalBytes)}.`,
				],
				help: 'Raise max_wal_size until checkpoint_timeout triggers most checkpoints.',
			},
		];
	});
}

/** Enabled subscriptions without an apply worker. */
export function subscriptionRule({replication}: Sections): Judged {
	return judged('subscriptions', replication, ({subscriptions}) =>
		subscriptions
			.filter(({enabled, pid}) => enabled && pid === null)
			.map(
				({oid, name, applyErrors}): FindingDraft => ({
					id: `subscription:${name}`,
					rule: 'subscriptions',
					severity: 'warning',
					about: name,
					...titled(replicationFinding('subscription-without-worker', {subscription: name})),
					pane: 'replication',
					row: `subscription ${oid}`,
					evidence:
						applyErrors === null
							? []
							: [`${plural(applyErrors, 'apply error')} since its counters were reset.`],
					help: 'See the cause in the server log: resolve or skip the conflict, or raise max_logical_replication_workers.',
				}),
			),
	);
}
