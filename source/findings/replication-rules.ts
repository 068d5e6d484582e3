import {bytes, count, duration, percent} from '../format/quantities.ts';
import type {Sender, Slot} from '../queries/replication.ts';
import type {Thresholds} from '../settings/thresholds.ts';
import type {FindingDraft, Judged} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {judged} from './known.ts';

/** Checkpoints fewer than this since pgdeck connected tell nothing. */
const fewCheckpoints = 4;

/** Standbys that are behind, in time or in bytes, and a standby that is behind itself. */
export function lagRule({replication}: Sections, {lagSeconds, lagBytes}: Thresholds): Judged {
	return judged(
		'replication lag',
		replication,
		({senders, inRecovery, replayLagMs, replayLagBytes, replayPaused}) => {
			const late = (ms: number | null, size: number | null) =>
				(ms ?? 0) > lagSeconds * 1000 || (size ?? 0) > lagBytes;
			const own: FindingDraft[] =
				inRecovery && late((replayLagBytes ?? 0) > 0 ? replayLagMs : null, replayLagBytes)
					? [
							{
								id: 'standby-lag',
								rule: 'replication lag',
								severity: 'warning',
								title: `this standby is ${duration(replayLagMs)} and ${bytes(replayLagBytes)} behind what it has received`,
								pane: 'replication',
								row: null,
								evidence: [replayPaused ? 'Replay is paused.' : 'Replay is not paused.'],
								help: replayPaused
									? 'Resume it with pg_wal_replay_resume().'
									: 'See who runs long queries here: replay waits for them up to max_standby_streaming_delay.',
							},
						]
					: [];
			return [...own, ...senders.filter(row => late(row.replayLagMs, row.replayLagBytes)).map(senderLag)];
		},
	);
}

function senderLag(sender: Sender): FindingDraft {
	const name = sender.application ?? sender.client ?? String(sender.pid);
	return {
		id: `replication-lag:${name}`,
		rule: 'replication lag',
		severity: 'warning',
		title: `${name} is ${duration(sender.replayLagMs)} and ${bytes(sender.replayLagBytes)} behind`,
		pane: 'replication',
		row: `sender ${sender.pid} ${sender.startedAt?.getTime() ?? ''}`,
		evidence: [
			`Sent ${bytes(sender.sentLagBytes)}, written ${bytes(sender.writeLagBytes)}, flushed ${bytes(sender.flushLagBytes)} behind; state ${sender.state ?? 'n/a'}.`,
		],
		help: 'What is not sent is the network; what is sent and not flushed its disk; what is flushed and not replayed its queries.',
	};
}

/** Slots that keep WAL for somebody who does not fetch it, and those that have lost it. */
export function slotRule({replication}: Sections, {slotBytes}: Thresholds): Judged {
	return judged('replication slots', replication, ({slots}) =>
		slots.flatMap((slot): FindingDraft[] => {
			const lost = slot.walStatus === 'lost' || slot.invalidated !== null || slot.conflicting === true;
			const endangered = slot.walStatus === 'unreserved';
			const large = (slot.retainedBytes ?? 0) > slotBytes;
			if (!lost && !endangered && !large) return [];
			return [
				{
					id: `slot:${slot.name}`,
					rule: 'replication slots',
					severity: endangered || (large && !slot.active) ? 'critical' : 'warning',
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

/** The archiver fails: WAL stays until the disk is full, and a restore would end where the archive ends. */
export function archiverRule({replication}: Sections): Judged {
	return judged('archiver', replication, ({archiver, archiveMode, walFiles}): FindingDraft[] => {
		if (archiveMode === 'off' || !archiver.failing) return [];
		const waiting = walFiles.status === 'ok' ? `, ${count(walFiles.value.waiting)} files wait` : '';
		return [
			{
				id: 'archiver',
				rule: 'archiver',
				severity: 'critical',
				title: `WAL is not archived: ${archiver.lastFailed ?? 'a file'} failed${waiting}`,
				pane: 'replication',
				row: null,
				// The attempt before was the last that succeeded: since then it fails.
				since: archiver.lastArchivedAt,
				evidence: [
					`${count(archiver.counted.total.failures)} failures in all, ${count(archiver.counted.total.archived)} files archived.`,
				],
				help: 'The server log has what archive_command said. Mend that before the disk with pg_wal is full.',
			},
		];
	});
}

/** Checkpoints because WAL has filled max_wal_size rather than by the clock: each makes the next writes dearer. */
export function checkpointRule({replication}: Sections, {forcedCheckpointsPercent}: Thresholds): Judged {
	return judged('checkpoints', replication, ({checkpoints, inRecovery, maxWalBytes}): FindingDraft[] => {
		const since = checkpoints.sinceConnected;
		const [timed, requested] = [since?.timed ?? 0, since?.requested ?? 0];
		if (inRecovery || timed + requested < fewCheckpoints) return [];
		const share = requested / (timed + requested);
		if (share * 100 <= forcedCheckpointsPercent) return [];
		return [
			{
				id: 'checkpoints',
				rule: 'checkpoints',
				severity: 'warning',
				title: `${percent(share, 0)} of ${count(timed + requested)} checkpoints since pgdeck connected were forced`,
				pane: 'replication',
				row: null,
				evidence: [`max_wal_size is ${bytes(maxWalBytes)}. CHECKPOINT and base backups force them too.`],
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
