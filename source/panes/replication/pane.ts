import {fitting, heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {waitName} from '../../domain/replication/replay-wait.ts';
import type {Replication} from '../../domain/replication/schema.ts';
import type {CountedView} from '../../domain/snapshot/counted.ts';
import {bytes, count, duration, plural, timeAgo} from '../../format/quantities.ts';
import {describeError} from '../../postgres/server-error.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {byteFigure, countFigure, viewText} from '../counted-words.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {receiverName} from './links.ts';

/** Senders, receiver, slots and subscriptions; or pg_stat_io in one of its views. */
type ReplicationView = 'links' | CountedView;

/** Replication and WAL: a summary, and below it the senders, receiver, slots and subscriptions. */
export function replicationPane(view: PaneView, shown: ReplicationView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.replication;
	const replication = current(section, live);
	const problems = notice(section, width, skin);
	if (!replication) return {lines: problems, rows: 0};
	const {value} = replication;
	const title = `${value.inRecovery ? 'standby, received up to' : 'primary at'} ${value.lsn ?? 'n/a'}`;
	const head = heading([['title', title]], hiddenSegments(value, live), width, skin);
	const below =
		shown === 'links' ? linksTitle(value) : `I/O, ${viewText(shown, value.connectedAt, live.now)}`;
	const top = [
		...problems,
		head,
		...summaryLines(value, live.now, width, skin),
		heading([['title', below]], [], width, skin),
	];
	return aboveTable(top, view);
}

function hiddenSegments({hidden}: Replication, {snapshot}: Live): Segment[] {
	return hidden ? [['warning', `senders hidden: GRANT pg_monitor TO ${snapshot.server.quotedUser};`]] : [];
}

function linksTitle({senders, slots, subscriptions, maxSenders, maxSlots}: Replication): string {
	return `${senders.length} of ${plural(maxSenders, 'sender')}, ${slots.length} of ${plural(maxSlots, 'slot')}, ${plural(subscriptions.length, 'subscription')}`;
}

type Parts = ReadonlyArray<readonly Segment[] | undefined>;

/** The state of WAL, one line for each subject. */
function summaryLines(value: Replication, now: Date, width: number, skin: Skin): string[] {
	const row = (label: string, parts: Parts) => {
		const known = parts.filter(part => part !== undefined);
		const separated = known.map((part, index) => (index === 0 ? part : ([', ', ...part] as const)));
		return line(['  ', ['muted', label.padEnd(13)], ...fitting(separated, width - 15)], width, skin);
	};
	return [
		row('WAL', walParts(value)),
		...(value.inRecovery
			? [row('replay', replayParts(value, now)), row('receiver', receiverParts(value, now))]
			: []),
		row('archiver', archiverParts(value, now)),
		row('checkpoints', checkpointParts(value, now)),
		row('buffers', bufferParts(value)),
		...(value.synchronousNames === null ? [] : [row('synchronous', [[value.synchronousNames]])]),
	];
}

function walParts({written, wal, walFiles, maxWalBytes}: Replication): Parts {
	const files =
		walFiles.status === 'ok'
			? `${bytes(walFiles.value.bytes)} in ${plural(walFiles.value.files, 'file')}`
			: walFiles.status === 'denied'
				? 'files n/a: requires pg_monitor'
				: `files n/a${walFiles.status === 'failed' ? `: ${describeError(walFiles.error)}` : ''}`;
	const full = wal?.sinceConnected?.buffersFull ?? 0;
	return [
		[['strong', byteFigure(written.perSecond?.bytes, 'interval')]],
		[`${byteFigure(written.sinceConnected?.bytes, 'connected')} since connected`],
		[files],
		wal?.perSecond ? [`${countFigure(wal.perSecond.fullPages, 'interval')} full pages`] : undefined,
		full > 0 ? [['warning', `WAL buffers full ${plural(full, 'time')}`]] : undefined,
		[['muted', `max_wal_size ${bytes(maxWalBytes)}`]],
	];
}

function replayParts(
	{replayLagBytes, replayLagMs, replayedAt, replayPaused, replayWait}: Replication,
	now: Date,
): Parts {
	return [
		replayPaused ? [['bad', 'PAUSED']] : undefined,
		replayWait?.type ? [['warning', `waiting for ${waitName(replayWait)}`]] : undefined,
		[['strong', `${bytes(replayLagBytes)} behind`]],
		[replayLagMs === null ? 'time n/a' : duration(replayLagMs)],
		[`last transaction ${replayedAt ? timeAgo(replayedAt, now) : 'n/a'}`],
	];
}

function receiverParts({receiver}: Replication, now: Date): Parts {
	if (!receiver) return [[['warning', 'none: WAL only from the archive, if any']]];
	const {status, messageReceivedAt} = receiver;
	return [
		[[status === null || status === 'streaming' ? 'good' : 'warning', status ?? 'n/a']],
		[receiverName(receiver)],
		messageReceivedAt ? [`last message ${timeAgo(messageReceivedAt, now)}`] : undefined,
	];
}

function archiverParts({archiver, archiveMode, walFiles}: Replication, now: Date): Parts {
	if (archiveMode === 'off') return [[['muted', 'off']]];
	const {failing, counted, lastArchived, lastArchivedAt, lastFailed, lastFailedAt} = archiver;
	const waiting = walFiles.status === 'ok' ? walFiles.value.waiting : null;
	const failures = counted.total.failures ?? 0;
	return [
		failing
			? [['bad', `FAILING ${timeAgo(lastFailedAt, now)} at ${lastFailed ?? 'n/a'}`]]
			: [[lastArchivedAt ? 'good' : 'muted', lastArchivedAt ? 'ok' : 'nothing archived yet']],
		lastArchivedAt
			? [`last ${timeAgo(lastArchivedAt, now)}${failing ? '' : `, ${lastArchived ?? 'n/a'}`}`]
			: undefined,
		waiting === null ? undefined : [[waiting > 10 ? 'warning' : 'plain', `${count(waiting)} waiting`]],
		failures > 0
			? [
					`${plural(failures, 'failure')} in total (${countFigure(counted.sinceConnected?.failures, 'connected')} since connected)`,
				]
			: undefined,
	];
}

function checkpointParts({checkpoints, inRecovery}: Replication, now: Date): Parts {
	const {total, sinceConnected} = checkpoints;
	const both = (name: 'timed' | 'requested' | 'restartpoints') =>
		`${count(total[name])} (+${sinceConnected ? count(sinceConnected[name]) : '-'})`;
	const forced = (sinceConnected?.requested ?? 0) > (sinceConnected?.timed ?? 0);
	return [
		[`${both('timed')} timed`],
		[[forced ? 'warning' : 'plain', `${both('requested')} requested`]],
		inRecovery && total.restartpoints !== null ? [`${both('restartpoints')} restartpoints`] : undefined,
		[`writing ${duration(total.writeMs)}`],
		[`syncing ${duration(total.syncMs)}`],
		checkpoints.reset ? [['warning', 'reset']] : undefined,
		checkpoints.statsReset
			? [['muted', `counters reset ${timeAgo(checkpoints.statsReset, now)}`]]
			: undefined,
	];
}

function bufferParts({checkpoints: {perSecond, sinceConnected}, blockBytes}: Replication): Parts {
	const shown = (name: 'buffersCheckpoint' | 'buffersCleaner' | 'buffersBackend') => {
		const value = perSecond?.[name];
		return byteFigure(typeof value === 'number' ? value * blockBytes : value, 'interval');
	};
	const stopped = sinceConnected?.cleanerStopped ?? 0;
	return [
		[`checkpointer ${shown('buffersCheckpoint')}`],
		[`bgwriter ${shown('buffersCleaner')}`],
		perSecond?.buffersBackend === null ? undefined : [`backends ${shown('buffersBackend')}`],
		stopped > 0 ? [`bgwriter hit bgwriter_lru_maxpages ${plural(stopped, 'time')}`] : undefined,
	];
}
