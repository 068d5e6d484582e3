import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {age, bytes} from '../../format/quantities.ts';
import type {Sender} from '../../queries/replication/replication.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, together, unseen} from '../known.ts';
import {replayHolder} from './replay-holders.ts';
import {replicationFinding} from './words.ts';

/** Lagging replicas as the sender sees them, and replay lag on this standby. */
export function lagRule(sections: Sections, {lagSeconds, lagBytes}: Thresholds): Judged {
	const {replication} = sections;
	const holder = replayHolder(sections);
	const found = judged(
		'replication-lag',
		replication,
		({senders, inRecovery, replayLagMs, replayLagBytes, replayPaused}) => {
			const late = (ms: number | null, size: number | null) =>
				(ms ?? 0) > lagSeconds * 1000 || (size ?? 0) > lagBytes;
			const own: FindingDraft[] =
				inRecovery && late((replayLagBytes ?? 0) > 0 ? replayLagMs : null, replayLagBytes)
					? [
							{
								id: 'standby-lag',
								rule: 'replication-lag',
								severity: 'warning',
								...titled(
									replicationFinding('standby-behind', {
										lagMs: replayLagMs,
										lagBytes: replayLagBytes,
									}),
								),
								pane: holder?.row ? 'sessions' : 'replication',
								row: holder?.row ?? null,
								evidence: [
									replayPaused ? 'Replay is paused.' : 'Replay is not paused.',
									...(holder ? [holder.why] : []),
								],
								help: replayPaused
									? 'Resume replay: SELECT pg_wal_replay_resume();'
									: holder?.row
										? 'Let the session finish, or cancel it with x on Sessions. max_standby_streaming_delay limits how long replay waits.'
										: 'Check for long queries on this standby: replay waits for them up to max_standby_streaming_delay.',
							},
						]
					: [];
			const names = senders.map(senderName);
			const isAlone = (name: string) => names.filter(other => other === name).length === 1;
			return [
				...own,
				...senders
					.filter(row => late(row.replayLagMs, row.replayLagBytes))
					.map(row => senderLag(row, isAlone(senderName(row)))),
			];
		},
	);
	const unknown = unseen('replication-lag', replication, ({hidden}) =>
		hidden ? {reason: 'the lag of the standbys is hidden from this role', requires: 'pg_monitor'} : undefined,
	);
	return together(found, unknown);
}

/** A standby without a WAL receiver: it falls behind while its replay lag shows 0. */
export function standbyRule({replication}: Sections): Judged {
	return judged('standby', replication, ({inRecovery, receiver, replayedAt, serverTime}): FindingDraft[] => {
		if (!inRecovery || receiver !== null) return [];
		return [
			{
				id: 'standby-receives-nothing',
				rule: 'standby',
				severity: 'warning',
				...titled(replicationFinding('standby-not-receiving')),
				pane: 'replication',
				row: null,
				evidence: [
					replayedAt === null
						? 'No transaction was replayed since the start.'
						: `The last replayed transaction is ${age(replayedAt, serverTime)} old.`,
				],
				help: 'Check whether the primary can be reached (primary_conninfo, the server log). A standby fed only from an archive never has a WAL receiver: acknowledge the finding.',
			},
		];
	});
}

const senderName = ({application, client, pid}: Sender): string => application || client || String(pid);

/** @param alone no other sender has its name: the finding then survives a reconnect */
function senderLag(sender: Sender, alone: boolean): FindingDraft {
	const name = senderName(sender);
	return {
		id: `replication-lag:${name}${alone ? '' : `:${sender.pid}`}`,
		rule: 'replication-lag',
		severity: 'warning',
		about: name,
		...titled(
			replicationFinding('replica-behind', {
				replica: name,
				lagMs: sender.replayLagMs,
				lagBytes: sender.replayLagBytes,
			}),
		),
		pane: 'replication',
		row: `sender ${sender.pid} ${sender.startedAt?.getTime() ?? ''}`,
		evidence: [
			`Lag when sent ${bytes(sender.sentLagBytes)}, written ${bytes(sender.writeLagBytes)}, flushed ${bytes(sender.flushLagBytes)}; state ${sender.state ?? 'n/a'}.`,
		],
		help: 'Not yet sent points to the network, sent but not flushed to its disk, flushed but not replayed to its queries.',
	};
}
