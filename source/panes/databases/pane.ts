import {fitting, heading, line, type Segment} from '../../components/skin.ts';
import type {DatabaseStatus, Databases} from '../../domain/databases/schema.ts';
import type {CountedView} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {age, bytes, count, dateTime, duration, percent, plural} from '../../format/quantities.ts';
import type {DatabaseCounter} from '../../queries/databases/databases.ts';
import {wrap} from '../../terminal/width.ts';
import {byteFigure, countFigure, timeFigure, viewCells, viewText, viewTitles} from '../counted-words.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {cacheHit, databaseFigure, databaseName, wraparoundAge} from './table.ts';

/** All databases with counters, size and age. */
export function databasesPane(view: PaneView, shown: CountedView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.databases;
	const databases = current(section, live);
	const problems = notice(section, width, skin);
	if (!databases) return {lines: problems, rows: 0};
	const {value} = databases;
	const number = value.rows.filter(({oid}) => oid !== 0).length;
	const title = `${plural(number, 'database')}, ${viewText(shown, value.connectedAt, live.now)}`;
	const head = heading(
		[['title', title]],
		fitting(asides(value, live.now), width - title.length - 8),
		width,
		skin,
	);
	const prepared = preparedLine(value, live.now);
	return aboveTable([...problems, head, ...(prepared ? [line([' ', ...prepared], width, skin)] : [])], view);
}

function asides({sizesSampledAt, sizesUnknown, rows}: Databases, now: Date): Segment[][] {
	const reset = rows.some(({counted}) => counted.reset);
	const parts: Array<Segment | undefined> = [
		reset ? ['warning', 'counters reset'] : undefined,
		sizesUnknown ? ['warning', `sizes n/a: ${sizesUnknown}`] : undefined,
		sizesSampledAt ? ['muted', `sizes ${age(sizesSampledAt, now)} old`] : undefined,
	];
	return parts.filter(part => part !== undefined).map((part, index) => (index === 0 ? [part] : [', ', part]));
}

function preparedLine({prepared}: Databases, now: Date): Segment[] | undefined {
	const [oldest] = prepared;
	if (!oldest) return undefined;
	return [
		['warning', plural(prepared.length, 'prepared transaction')],
		`, the oldest ${age(oldest.preparedAt, now)} old: ${oldest.gid} of ${oldest.owner} in ${oldest.database}`,
	];
}

/** One database in full. */
export function databaseDetail(row: DatabaseStatus, {live, width, skin}: PaneView): string[] {
	const databases = shownValue(live.snapshot.sections.databases)?.value;
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 24)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(21)], part], width, skin),
		);
	const ageText = (value: number | null, limit: number | undefined) =>
		value === null
			? '-'
			: `${count(value)}, ${percent(value / wraparoundAge)} of the way to wraparound${limit === undefined ? '' : `; autovacuum is forced at ${count(limit)}`}`;
	const prepared = databases?.prepared.filter(({database}) => database === row.name) ?? [];
	return [
		heading([['title', databaseName(row)]], [], width, skin),
		...(row.oid === 0
			? []
			: [
					...text('owner', row.owner ?? 'n/a'),
					...text(
						'size',
						row.sizeBytes === null
							? `n/a: ${databases?.sizesUnknown ?? 'requires CONNECT on the database, or pg_read_all_stats'}`
							: bytes(row.sizeBytes),
					),
					...text(
						'connections',
						`${row.connections ?? 0}${row.connectionLimit === null ? '' : ` of ${row.connectionLimit}`}${row.connectable === false ? ', connections not allowed' : ''}${row.template ? ', template' : ''}`,
					),
					...text('transactions', ageText(row.xidAge, databases?.freezeMaxAge)),
					...text('multixacts', ageText(row.mxidAge, databases?.multixactFreezeMaxAge)),
				]),
		...text(
			'counted since',
			row.statsReset ? `${dateTime(row.statsReset)} (${age(row.statsReset, live.now)})` : 'n/a: never reset',
		),
		...text(
			'checksums',
			row.counted.total.checksumFailures === null
				? 'n/a: data_checksums is off'
				: `${plural(row.counted.total.checksumFailures, 'failure')}${row.checksumFailedAt ? `, the last on ${dateTime(row.checksumFailedAt)}` : ''}`,
		),
		...prepared.flatMap((item, index) =>
			text(
				index === 0 ? 'prepared' : '',
				`${item.gid} of ${item.owner}, ${duration(live.now.getTime() - item.preparedAt.getTime())} old, holds back xmin by ${plural(item.xidAge, 'transaction')}`,
			),
		),
		'',
		...figureLines(row, databases?.ioTiming === true).map(segments => line(segments, width, skin)),
	];
}

function figureLines(row: DatabaseStatus, ioTiming: boolean): Segment[][] {
	const cell =
		(text: (value: number | null | undefined, view: CountedView) => string) =>
		(label: string, ...names: DatabaseCounter[]) =>
			viewCells(label, view => text(databaseFigure(row, view, ...names), view));
	const [counts, size, times] = [cell(countFigure), cell(byteFigure), cell(timeFigure)];
	return [
		[...viewTitles],
		counts('commits', 'commits'),
		counts('rollbacks', 'rollbacks'),
		viewCells('buffer hit ratio', view =>
			cacheHit(row, view) === null ? '-' : percent(cacheHit(row, view), 2),
		),
		counts('blocks read', 'blocksRead'),
		counts('rows read', 'rowsRead'),
		counts('rows fetched', 'rowsFetched'),
		counts('inserted', 'inserted'),
		counts('updated', 'updated'),
		counts('deleted', 'deleted'),
		counts('temporary files', 'tempFiles'),
		size('temporary bytes', 'tempBytes'),
		counts('deadlocks', 'deadlocks'),
		counts('conflicts', 'conflicts'),
		counts('checksum failures', 'checksumFailures'),
		...(ioTiming ? [times('read time', 'readMs'), times('write time', 'writeMs')] : []),
		counts('sessions', 'sessions'),
		times('session time', 'sessionMs'),
		times('active time', 'activeMs'),
		times('idle in transaction', 'idleInTransactionMs'),
		counts('abandoned', 'abandoned'),
		counts('fatal errors', 'fatal'),
		counts('killed', 'killed'),
	];
}
