import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {age, bytes, duration} from '../../format/quantities.ts';
import type {Sender} from '../../queries/replication/replication.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, together, unseen} from '../known.ts';
import {replayHolder} from './replay-holders.ts';

/** Standbys that are behind, in time or in bytes, and a standby that is behind itself. */
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
								title: `this standby is ${duration(replayLagMs)} and ${bytes(replayLagBytes)} behind what it has received`,
								pane: holder?.row ? 'sessions' : 'replication',
								row: holder?.row ?? null,
								evidence: [
									replayPaused ? 'Replay is paused.' : 'Replay is not paused.',
									...(holder ? [holder.why] : []),
								],
								help: replayPaused
									? 'Resume it with pg_wal_replay_resume().'
									: holder?.row
										? 'Let it end, or cancel it with x on the sessions; max_standby_streaming_delay bounds how long replay waits.'
										: 'See who runs long queries here: replay waits for them up to max_standby_streaming_delay.',
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

/** A standby that nobody sends anything: it gets older, and by what it has received is not behind at all. */
export function standbyRule({replication}: Sections): Judged {
	return judged('standby', replication, ({inRecovery, receiver, replayedAt, serverTime}): FindingDraft[] => {
		if (!inRecovery || receiver !== null) return [];
		return [
			{
				id: 'standby-receives-nothing',
				rule: 'standby',
				severity: 'warning',
				title: 'this standby receives nothing: no WAL receiver runs',
				pane: 'replication',
				row: null,
				evidence: [
					replayedAt === null
						? 'No transaction was replayed since it started.'
						: `The last transaction that it replayed is ${age(replayedAt, serverTime)} old.`,
				],
				help: 'See whether its primary can be reached (primary_conninfo, the server log). One that is fed from an archive alone never has a receiver: acknowledge it.',
			},
		];
	});
}

const senderName = ({application, client, pid}: Sender): string => application || client || String(pid);

/** @param alone no other has its name: then it is known again when it has connected anew */
function senderLag(sender: Sender, alone: boolean): FindingDraft {
	const name = senderName(sender);
	return {
		id: `replication-lag:${name}${alone ? '' : `:${sender.pid}`}`,
		rule: 'replication-lag',
		severity: 'warning',
		about: name,
		title: `${name} is ${duration(sender.replayLagMs)} and ${bytes(sender.replayLagBytes)} behind`,
		pane: 'replication',
		row: `sender ${sender.pid} ${sender.startedAt?.getTime() ?? ''}`,
		evidence: [
			`Sent ${bytes(sender.sentLagBytes)}, written ${bytes(sender.writeLagBytes)}, flushed ${bytes(sender.flushLagBytes)} behind; state ${sender.state ?? 'n/a'}.`,
		],
		help: 'What is not sent is the network; what is sent and not flushed its disk; what is flushed and not replayed its queries.',
	};
}
