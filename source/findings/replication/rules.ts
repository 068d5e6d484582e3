import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {age, bytes, count, percent, plural} from '../../format/quantities.ts';
import type {Slot} from '../../queries/replication/replication.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';

/** Checkpoints fewer than this since pgdeck connected tell nothing. */
const fewCheckpoints = 4;

/** Slots that keep WAL for somebody who does not fetch it, and those that have lost it. */
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
					title: lost
						? `slot ${slot.name} has lost what it needs${slot.invalidated ? `: ${slot.invalidated}` : ''}`
						: `slot ${slot.name} keeps ${bytes(slot.retainedBytes)} of WAL${slot.active ? '' : ', and nobody fetches it'}${endangered ? ', which is about to be removed' : ''}`,
					pane: 'replication',
					row: `slot ${slot.name}`,
					since: slot.active ? null : slot.inactiveSince,
					evidence: slotEvidence(slot),
					help: lost
						? 'Its receiver has to be built anew. Drop the slot when nobody needs it.'
						: 'Bring its receiver back; or drop the slot if that is gone for good. max_slot_wal_keep_size bounds what a slot keeps.',
				},
			];
		}),
	);
}

function slotEvidence({type, active, walStatus, safeBytes, xminAge, catalogXminAge}: Slot): string[] {
	const horizon = Math.max(xminAge ?? 0, catalogXminAge ?? 0);
	return [
		`${type}, ${active ? 'active' : 'not active'}, WAL ${walStatus ?? 'n/a'}${safeBytes === null ? ', no limit is set' : `, ${bytes(safeBytes)} until it is in danger`}.`,
		...(horizon > 0 ? [`It keeps what died in the last ${count(horizon)} transactions from VACUUM.`] : []),
	];
}

/** So many files may wait for an archiver that is busy; of 16 MB they are a gigabyte. */
const manyFiles = 64;

/**
The archiver fails: WAL stays until the disk is full, and a restore would end where the archive ends. So it is where it has
no command, or one that hangs: then nothing fails, and files wait.
*/
export function archiverRule({replication}: Sections): Judged {
	return judged('archiver', replication, ({archiver, archiveMode, walFiles, serverTime}): FindingDraft[] => {
		const files = walFiles.status === 'ok' ? walFiles.value.waiting : 0;
		if (archiveMode === 'off' || (!archiver.failing && files <= manyFiles)) return [];
		// They are counted more seldom: none from before it failed is no news.
		const waiting = files === 0 ? '' : `, ${plural(files, 'file')} ${files === 1 ? 'waits' : 'wait'}`;
		return [
			{
				id: 'archiver',
				rule: 'archiver',
				severity: archiver.failing ? 'critical' : 'warning',
				title: archiver.failing
					? `WAL is not archived: ${archiver.lastFailed ?? 'a file'} failed${waiting}`
					: `WAL is archived too slowly or not at all: ${count(files)} files wait, more than ${manyFiles}`,
				pane: 'replication',
				row: null,
				// Since when is not known: between the last success and the first failure nothing may have been to archive.
				evidence: [
					archiver.lastArchivedAt === null
						? 'Nothing was ever archived, as far as is counted.'
						: `${archiver.lastArchived ?? 'A file'} was the last that was, ${age(archiver.lastArchivedAt, serverTime)} ago.`,
					`${plural(archiver.counted.total.failures ?? 0, 'failure')} in all, ${plural(archiver.counted.total.archived ?? 0, 'file')} archived.`,
				],
				help: archiver.failing
					? 'The server log has what archive_command said. Mend that before the disk with pg_wal is full.'
					: 'See whether archive_command is set, and whether it hangs, before the disk with pg_wal is full.',
			},
		];
	});
}

/**
Checkpoints because WAL has filled max_wal_size rather than by the clock: each makes the next writes dearer. Those of
CHECKPOINT and backups count as requested too: by WAL can only be as many as what was written is enough for, one for each
half of max_wal_size at the least (CalculateCheckpointSegments() in xlog.c, with a completion target of 1).
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
				title: `${percent(share, 0)} of ${count(timed + requested)} checkpoints since pgdeck connected were forced by WAL`,
				pane: 'replication',
				row: null,
				evidence: [
					`${bytes(bytesWritten)} of WAL were written since; max_wal_size is ${bytes(maxWalBytes)}.`,
				],
				help: 'Set max_wal_size so that checkpoint_timeout, not the amount of WAL, is what begins them.',
			},
		];
	});
}

/** Subscriptions that are enabled and that nobody applies. */
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
					title: `subscription ${name} is enabled and no worker applies it`,
					pane: 'replication',
					row: `subscription ${oid}`,
					evidence:
						applyErrors === null ? [] : [`${count(applyErrors)} errors since its counters were reset.`],
					help: 'The server log has why; a conflict has to be resolved or skipped, or max_logical_replication_workers raised.',
				}),
			),
	);
}
