import {heading, line, type Segment, type Skin} from '../../components/skin.ts';
import type {IoRow, Replication} from '../../domain/replication/schema.ts';
import {countedViews} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {age, bytes, dateTime, duration, plural} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {wrap} from '../../terminal/width.ts';
import {byteFigure, countFigure, timeFigure, viewCells, viewText, viewTitles} from '../counted-words.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {ioFigure, ioName, ioTable} from './io.ts';
import {type Link, linkNote, linkState, linksTable, linkTone} from './links.ts';
import {summaryLines} from './summary.ts';

/** The links, or pg_stat_io in one of its views. */
export const replicationViews = ['links', ...countedViews] as const;
type ReplicationView = (typeof replicationViews)[number];

/** Replication and WAL: the whole in a few lines, below them who sends, receives and keeps it. */
export function replicationPane(view: PaneView, shown: ReplicationView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.replication;
	const replication = current(section, live);
	const problems = notice(section, width, skin);
	if (!replication) return {lines: problems, rows: 0};
	const {value} = replication;
	const title = `${value.inRecovery ? 'standby, received to' : 'primary at'} ${value.lsn ?? 'n/a'}`;
	const head = heading([['title', title]], hiddenSegments(value), width, skin);
	const below =
		shown === 'links' ? linksTitle(value) : `I/O, ${viewText(shown, value.connectedAt, live.now)}`;
	const top = [
		...problems,
		head,
		...summaryLines(value, live.now, width, skin),
		heading([['title', below]], [], width, skin),
	];
	return aboveTable(top, replicationTable(live, shown) as never, view);
}

export function replicationTable(live: Live, shown: ReplicationView) {
	return shown === 'links' ? linksTable(live) : ioTable(live, shown);
}

function hiddenSegments({hidden}: Replication): Segment[] {
	return hidden ? [['warning', 'senders hidden: needs pg_monitor']] : [];
}

function linksTitle({senders, slots, subscriptions, maxSenders, maxSlots}: Replication): string {
	return `${senders.length} of ${plural(maxSenders, 'sender')}, ${slots.length} of ${plural(maxSlots, 'slot')}, ${plural(subscriptions.length, 'subscription')}`;
}

/** One link, or one line of pg_stat_io, in full. */
export function replicationDetail(row: Link | IoRow, view: PaneView): string[] {
	return 'counted' in row ? ioDetail(row, view) : linkDetail(row, view);
}

function linkDetail(link: Link, {live, width, skin}: PaneView): string[] {
	const replication = shownValue(live.snapshot.sections.replication)?.value;
	const facts = Object.entries(link.of)
		.filter(([, value]) => value !== null)
		.map(([name, value]) => [words(name), factText(name, value, live.now)] as const);
	return [
		heading(
			[['title', `${link.kind} ${link.name}`]],
			[[linkTone(link) ?? 'good', linkState(link)]],
			width,
			skin,
		),
		...(replication ? factLines('in short', linkNote(link, replication), width, skin) : []),
		...facts.flatMap(([label, value]) => factLines(label, value, width, skin)),
	];
}

function factLines(label: string, value: string, width: number, skin: Skin): string[] {
	return wrap(value, Math.max(10, width - 24)).map((part, index) =>
		line(['  ', ['muted', (index === 0 ? label : '').padEnd(21)], part], width, skin),
	);
}

/** `replayLagBytes` as `replay lag`: the unit stands with the figure. */
function words(name: string): string {
	return name
		.replace(/(Bytes|Ms)$/, '')
		.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
		.replace(/\blsn\b/, 'LSN')
		.replace(/\bwal\b/, 'WAL');
}

function factText(name: string, value: unknown, now: Date): string {
	if (value instanceof Date) return `${dateTime(value)} (${age(value, now)} ago)`;
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (typeof value !== 'number') return String(value);
	if (name.endsWith('Bytes')) return bytes(value);
	return name.endsWith('Ms') ? duration(value) : String(value);
}

function ioDetail(row: IoRow, {width, skin}: PaneView): string[] {
	const size = (label: string, name: 'readBytes' | 'writeBytes' | 'extendBytes') =>
		viewCells(label, view => byteFigure(ioFigure(row, view, name), view));
	const number = (label: string, name: 'reads' | 'writes' | 'hits' | 'evictions' | 'fsyncs') =>
		viewCells(label, view => countFigure(ioFigure(row, view, name), view));
	const time = (label: string, name: 'readMs' | 'writeMs') =>
		viewCells(label, view => timeFigure(ioFigure(row, view, name), view));
	return [
		heading([['title', ioName(row)]], [], width, skin),
		...[
			[...viewTitles],
			number('reads', 'reads'),
			size('read', 'readBytes'),
			time('reading took', 'readMs'),
			number('writes', 'writes'),
			size('written', 'writeBytes'),
			time('writing took', 'writeMs'),
			size('extended', 'extendBytes'),
			number('found in buffers', 'hits'),
			number('evictions', 'evictions'),
			number('fsyncs', 'fsyncs'),
		].map(segments => line(segments, width, skin)),
		'',
		...factLines('counted since', row.statsReset ? dateTime(row.statsReset) : 'n/a', width, skin),
	];
}
