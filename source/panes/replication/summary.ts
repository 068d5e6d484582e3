import {fitting, line, type Segment, type Skin} from '../../components/skin.ts';
import {waitName} from '../../domain/replication/replay-wait.ts';
import type {Replication} from '../../domain/replication/schema.ts';
import {age, bytes, count, duration, plural} from '../../format/quantities.ts';
import {describeError} from '../../postgres/server-error.ts';
import {byteFigure, countFigure} from '../counted-words.ts';
import {receiverName} from './links.ts';

type Parts = ReadonlyArray<readonly Segment[] | undefined>;

/** What is known of WAL as a whole, a line a subject. */
export function summaryLines(value: Replication, now: Date, width: number, skin: Skin): string[] {
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
				? 'files n/a: needs pg_monitor'
				: `files n/a${walFiles.status === 'failed' ? `: ${describeError(walFiles.error)}` : ''}`;
	const full = wal?.sinceConnected?.buffersFull ?? 0;
	return [
		[['strong', byteFigure(written.perSecond?.bytes, 'interval')]],
		[`${byteFigure(written.sinceConnected?.bytes, 'connected')} since connected`],
		[files],
		wal?.perSecond ? [`${countFigure(wal.perSecond.fullPages, 'interval')} full pages`] : undefined,
		full > 0 ? [['warning', `buffers full ${count(full)} times`]] : undefined,
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
		[`last transaction ${replayedAt ? `${age(replayedAt, now)} ago` : 'n/a'}`],
	];
}

function receiverParts({receiver}: Replication, now: Date): Parts {
	if (!receiver) return [[['warning', 'none: WAL comes from the archive, or not at all']]];
	const {status, messageReceivedAt} = receiver;
	return [
		[[status === null || status === 'streaming' ? 'good' : 'warning', status ?? 'n/a']],
		[receiverName(receiver)],
		messageReceivedAt ? [`heard ${age(messageReceivedAt, now)} ago`] : undefined,
	];
}

function archiverParts({archiver, archiveMode, walFiles}: Replication, now: Date): Parts {
	if (archiveMode === 'off') return [[['muted', 'off']]];
	const {failing, counted, lastArchived, lastArchivedAt, lastFailed, lastFailedAt} = archiver;
	const waiting = walFiles.status === 'ok' ? walFiles.value.waiting : null;
	const failures = counted.total.failures ?? 0;
	return [
		failing
			? [['bad', `FAILING ${age(lastFailedAt, now)} ago at ${lastFailed ?? 'n/a'}`]]
			: [[lastArchivedAt ? 'good' : 'muted', lastArchivedAt ? 'ok' : 'nothing archived yet']],
		lastArchivedAt
			? [`last ${age(lastArchivedAt, now)} ago${failing ? '' : `, ${lastArchived ?? 'n/a'}`}`]
			: undefined,
		waiting === null ? undefined : [[waiting > 10 ? 'warning' : 'plain', `${count(waiting)} waiting`]],
		failures > 0
			? [
					`${plural(failures, 'failure')} in all (${countFigure(counted.sinceConnected?.failures, 'connected')} since connected)`,
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
		[['muted', `counted for ${age(checkpoints.statsReset, now)}`]],
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
		[`cleaner ${shown('buffersCleaner')}`],
		perSecond?.buffersBackend === null ? undefined : [`backends ${shown('buffersBackend')}`],
		stopped > 0 ? [`the cleaner had enough ${count(stopped)} times`] : undefined,
	];
}
