import type {Replication} from '../../domain/replication/schema.ts';
import * as format from '../../format/quantities.ts';
import {linkBytes, linkLagMs, linkNote, linkState, linksOf} from '../../panes/replication/links.ts';
import {facts, type StillRow} from './still-table.ts';

export function replicationText(
	value: Replication,
	now: Date,
	table: (rows: readonly StillRow[]) => string,
): string {
	const {archiver, checkpoints, walFiles} = value;
	const files =
		walFiles.status === 'ok'
			? `${format.bytes(walFiles.value.bytes)} in ${format.plural(walFiles.value.files, 'file')}, ${format.count(walFiles.value.waiting)} to archive`
			: 'reason' in walFiles
				? `n/a: ${walFiles.reason}`
				: 'n/a';
	const archived = archiver.lastArchivedAt
		? `last ${format.dateTime(archiver.lastArchivedAt)}`
		: 'no file archived yet';
	return [
		facts([
			['position', `${value.lsn ?? 'n/a'}${value.inRecovery ? ' received' : ''}`],
			...(value.inRecovery
				? ([
						[
							'replay',
							`${format.bytes(value.replayLagBytes)} behind, ${format.duration(value.replayLagMs)}${value.replayPaused ? ', PAUSED' : ''}`,
						],
					] as const)
				: []),
			['WAL on disk', files],
			[
				'archiver',
				value.archiveMode === 'off'
					? 'off'
					: `${archiver.failing ? `FAILING since ${format.dateTime(archiver.lastFailedAt)} at ${archiver.lastFailed ?? 'n/a'}, ` : ''}${archived}`,
			],
			[
				'checkpoints',
				`${format.count(checkpoints.total.timed)} timed, ${format.count(checkpoints.total.requested)} requested`,
			],
			['synchronous', value.synchronousNames ?? 'no'],
			...(value.hidden ? ([['senders', 'n/a (requires pg_monitor)']] as const) : []),
		]),
		table(
			linksOf(value).map(link => ({
				name: link.name,
				kind: link.kind,
				state: linkState(link),
				behind: format.bytes(linkBytes(link, value)),
				time: linkLagMs(link, value) === null ? '-' : format.duration(linkLagMs(link, value)),
				note: linkNote(link, value),
			})),
		),
		...(value.replayedAt ? [`  Last transaction replayed ${format.age(value.replayedAt, now)} ago.`] : []),
	].join('\n');
}
