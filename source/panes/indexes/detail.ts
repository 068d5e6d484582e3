import {heading, line, type Skin} from '../../components/skin.ts';
import {dropVerdict, indexState} from '../../domain/indexes/droppable.ts';
import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Indexes, IndexNode, IndexRow, IndexUseOnNode} from '../../domain/indexes/schema.ts';
import type {Measurement} from '../../domain/tables/measurement.ts';
import {reusableUnknown} from '../../domain/tables/words.ts';
import {age, bytes, dateTime, duration, plural, roughBytes} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import {measureLines} from '../measure-lines.ts';
import {current, notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';
import {indexName, stateTone, verdictTone} from './table.ts';

/** A label with one or more lines of text. */
type Entry = readonly [label: string, value: string, token?: Token];

/** One index in full: whether it can be dropped, and the evidence. */
export function indexDetail(row: IndexRow, view: PaneView, measured?: Measurement): string[] {
	const {live, width, skin} = view;
	const section = live.detail?.section;
	const loaded = section?.status === 'ok' && section.value.kind === 'index' ? section.value.index : undefined;
	const indexes = current(live.snapshot.sections.indexes, live)?.value;
	const problems = section && section.status !== 'pending' ? notice(section, width, skin) : [];
	const entries: Entry[] = [
		['droppable', dropText(row), verdictTone(row)],
		...row.blockers.map(({text}): Entry => ['blocker', text, 'warning']),
		...row.cautions.map(({text}): Entry => ['caution', text]),
		...(row.blockers.length > 0
			? []
			: row.verdict.missing.map(({text}): Entry => ['missing', text, 'warning'])),
		['definition', loaded?.definition ?? row.definition ?? undefinedText(row)],
		['table', `${row.schema}.${row.table}${loaded ? `, ${bytes(loaded.tableBytes)}` : ''}`],
		['size', sizeText(row, loaded?.sizeBytes, live.now)],
		['bloat', bloatText(row)],
		...(indexes ? otherIndexes(row, indexes) : []),
		...row.evidence.flatMap(use => useEntries(use, indexes?.nodes ?? [], live)),
		...(indexes?.nodes ?? [])
			.filter(({asked}) => !asked)
			.map(({node, reason}): Entry => [node, `n/a: ${reason?.text ?? 'not asked yet'}`, 'warning']),
		...(loaded
			? [
					[
						'table activity',
						[
							plural(loaded.tableSequentialScans, 'sequential scan'),
							plural(loaded.tableIndexScans, 'index scan'),
							loaded.tableWrites === null ? '' : `${plural(loaded.tableWrites, 'row')} written`,
						]
							.filter(Boolean)
							.join(', '),
					] as const,
				]
			: []),
		...(loaded?.comment ? [['comment', loaded.comment] as const] : []),
		...(indexes ? [['method', methodText(indexes)] as const] : []),
	];
	return [
		heading([['title', indexName(row)]], [[stateTone(row), indexState(row)]], width, skin),
		...entries.flatMap((entry, index) => lines(entry, entries[index - 1]?.[0], width, skin)),
		...measureLines(measured, undefined, view),
		...problems,
	];
}

const labelWidth = 15;

function lines(
	[label, value, token = 'plain']: Entry,
	above: string | undefined,
	width: number,
	skin: Skin,
): string[] {
	// A long node name gets a line of its own.
	const isLong = label.length >= labelWidth;
	const first = label === above || isLong ? '' : label;
	return [
		...(isLong && label !== above ? [line(['  ', ['muted', label]], width, skin)] : []),
		...wrap(value, Math.max(10, width - labelWidth - 3)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? first : '').padEnd(labelWidth)], [token, part]], width, skin),
		),
	];
}

function dropText(row: IndexRow): string {
	const {answer, text} = dropVerdict(row);
	return answer === 'no' ? `no: ${text}` : `${answer}: ${text}. Press x to drop it.`;
}

function undefinedText({locked}: IndexRow): string {
	return locked ? 'n/a: ACCESS EXCLUSIVE lock on its table' : 'n/a: loading';
}

function sizeText(row: IndexRow, loaded: number | undefined, now: Date): string {
	if (row.absent) return `n/a: ${reusableUnknown('unlogged-on-standby').text}`;
	const aged = row.sizeAt ? `, ${age(row.sizeAt, now)} old` : '';
	const listed = roughBytes(row.sizeBytes, row.sizeIsEstimate);
	if (row.partitions > 0) return `${listed} in ${plural(row.partitions, 'partition')}${aged}`;
	return loaded === undefined ? `${listed}${aged}` : bytes(loaded);
}

function bloatText({bloat}: IndexRow): string {
	if (bloat === null) return 'n/a: too small, never analyzed, or no earlier sample';
	const {lowBytes, highBytes, bytesPerRow, bestBytesPerRow, bestAt} = bloat;
	const range = lowBytes === highBytes ? bytes(lowBytes) : `${bytes(lowBytes)} to ${bytes(highBytes)}`;
	const now = `${bytesPerRow.toFixed(1)} bytes per row`;
	return bytesPerRow === bestBytesPerRow
		? `${range} above its best, which is now: ${now}`
		: `${range} above its best: ${now}, ${bestBytesPerRow.toFixed(1)} on ${dateTime(bestAt)}`;
}

/** Its duplicates with their definitions, and its partitions. */
function otherIndexes(row: IndexRow, {rows}: Indexes): Entry[] {
	const named = (other: IndexRow) => `${indexName(other)}: ${other.definition ?? 'n/a'}`;
	const above = row.standIn && rows.find(({oid}) => oid === row.standIn?.oid);
	const below = rows.filter(({standIn}) => standIn?.oid === row.oid);
	const parts = rows.filter(({parentOid}) => parentOid === row.oid);
	return [
		...(above && row.standIn
			? [
					[
						row.standIn.kind === 'duplicate' ? 'duplicate of' : 'redundant to',
						named(above),
						'warning',
					] as const,
				]
			: []),
		...below.map((other): Entry => ['covers', named(other)]),
		...parts.map(
			(part): Entry => [
				'partition',
				`${indexName(part)}: ${plural(part.scans, 'scan')}, ${part.partitioned ? plural(part.partitions, 'partition') : roughBytes(part.sizeBytes, part.sizeIsEstimate)}`,
			],
		),
	];
}

function useEntries(use: IndexUseOnNode, nodes: readonly IndexNode[], live: Live): Entry[] {
	const found = nodes.find(({node}) => node === use.node);
	const since = found?.since;
	const counted = since
		? `counted ${countedSince(since)} (${countedFor(since, live.now)})`
		: 'counted since n/a';
	const last = use.lastScan
		? `, the last ${dateTime(use.lastScan)}`
		: use.scans > 0 && live.snapshot.server.versionNumber < 160_000
			? ', the last n/a: requires PostgreSQL 16'
			: '';
	const who = found ? ` (${found.own ? 'this server' : found.role})` : '';
	return [
		[
			use.node,
			`${plural(use.scans, 'scan')}, ${plural(use.tuplesRead, 'entry', 'entries')} read${last}, ${counted}${who}`,
		],
		[use.node, seenText(use, live.now)],
	];
}

/** `unused since pgdeck first saw it, 12 d ago, 240 samples, 1 reset` */
function seenText(use: IndexUseOnNode, now: Date): string {
	const {quietSince, basis, firstSeen, seen, resets, gapMs} = use;
	if (quietSince === null) return 'unused since n/a: no earlier sample';
	const ago = (then: Date) =>
		`${duration(Math.max(0, Math.floor((now.getTime() - then.getTime()) / 1000) * 1000))} ago`;
	const from = {
		'last-scan': `unused since its last scan, ${ago(quietSince)}`,
		counters: `unused since ${dateTime(quietSince)}, by its counters`,
		'own-samples':
			firstSeen?.getTime() === quietSince.getTime()
				? `unused since pgdeck first saw it, ${ago(quietSince)}`
				: `unused since a sample with scans, ${ago(quietSince)}`,
		unknown: 'unused since n/a',
	}[basis];
	return [
		from,
		...(seen > 0 ? [plural(seen, 'sample')] : []),
		...(resets > 0 ? [plural(resets, 'reset')] : []),
		...(gapMs > 0 ? [`${duration(gapMs)} not counted`] : []),
	].join(', ');
}

function methodText({evidence: {method, file, problem, wantedDays}}: Indexes): string {
	const kept =
		problem === null
			? file === null
				? 'Samples are not kept.'
				: `Samples are kept in ${file}.`
			: `${problem}.`;
	return `${method} The answer "yes" requires ${plural(wantedDays, 'day')} without use. ${kept}`;
}
