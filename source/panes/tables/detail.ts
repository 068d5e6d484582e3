import {heading} from '../../components/skin.ts';
import {countedFor, countedSince, noneSince} from '../../domain/indexes/evidence-age.ts';
import type {TableFacts} from '../../domain/snapshot/detail.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {aroundOf, causesOf} from '../../domain/tables/causes.ts';
import type {Measurement} from '../../domain/tables/measurement.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {isMostlyToast} from '../../domain/tables/verdict.ts';
import {causeActionWords, reusableUnknown, verdictWords} from '../../domain/tables/words.ts';
import {oldestHolder} from '../../domain/vacuum/held.ts';
import {horizonWords} from '../../domain/vacuum/row-words.ts';
import {hiddenText} from '../../domain/vacuum/words.ts';
import {identifier} from '../../format/identifier.ts';
import {
	age,
	byteRange,
	bytes,
	count,
	dateTime,
	percent,
	plural,
	roughBytes,
	shortCount,
} from '../../format/quantities.ts';
import {labeled} from '../facts.ts';
import {measureLines} from '../measure-lines.ts';
import {notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';
import {checkLines, optionsWords} from '../vacuum/pane.ts';

type Server = Pick<ServerIdentity, 'quotedUser' | 'versionNumber'>;

/**
One table in full: dead, reusable and bloated space by every available method, each with its age, and the checks of
autovacuum.
*/
export function tableDetail(row: TableStatus, view: PaneView, measured?: Measurement): string[] {
	const {live, width, skin} = view;
	const text = labeled(view);
	const section = live.detail?.section;
	const facts = section?.status === 'ok' && section.value.kind === 'table' ? section.value.table : undefined;
	const since = shownValue(live.snapshot.sections.tables)?.value.countedSince ?? {at: null, reset: false};
	const when = (at: Date | null) =>
		at === null ? noneSince(since) : `${dateTime(at)} (${age(at, live.now)} ago)`;
	const tone = row.verdict === 'ok' ? 'good' : row.verdict === 'unknown' ? 'muted' : 'warning';
	return [
		heading(
			[['title', `${row.schema}.${row.name}`]],
			row.locked ? [['warning', 'locked ACCESS EXCLUSIVE']] : [[tone, verdictWords[row.verdict]]],
			width,
			skin,
		),
		...row.reasons.flatMap((reason, index) => text(index === 0 ? 'reasons' : '', reason.text)),
		...causeLines(row, view),
		...text(
			'kind',
			`${row.materialized ? 'materialized view' : 'table'}${row.partition ? ', a partition' : ''}`,
		),
		...text('size', sizeWords(row, facts, live.now)),
		...(facts?.parent ? text('parent', parentWords(facts.parent)) : []),
		...tierLines(row, facts, view),
		...measureLines(measured, row, view),
		...(facts ? autovacuumLines(facts, view) : []),
		...(section && section.status !== 'pending' ? notice(section, width, skin) : []),
		...text(
			'changed',
			row.modifiedSinceAnalyze === null
				? 'n/a'
				: `${plural(row.modifiedSinceAnalyze, 'row')} since the last ANALYZE`,
		),
		...text('last vacuum', when(row.lastVacuum)),
		...text('last autovacuum', when(row.lastAutovacuum)),
		...text('last analyze', when(row.lastAnalyze)),
		...text('last autoanalyze', when(row.lastAutoanalyze)),
		...text('scans', `${shortCount(row.sequentialScans)} sequential, ${shortCount(row.indexScans)} index`),
		...text('writes', `${shortCount(row.writes)} rows inserted, updated or deleted`),
		...text('counted', countedSince(since)),
	];
}

/** The recommended actions, as in the menu of actions. */
function causeLines(row: TableStatus, view: PaneView): string[] {
	const {snapshot, now} = view.live;
	const causes = causesOf(row, aroundOf(snapshot.sections, row.oid, now));
	return causes.flatMap(({action, reason}, index) =>
		labeled(view)(index === 0 ? 'recommended' : '', `${causeActionWords[action]}: ${reason.text}`),
	);
}

/** Sizes of the opened table are exact; with many tables those of the list are pages of the last VACUUM. */
function sizeWords(row: TableStatus, facts: TableFacts | undefined, now: Date): string {
	if (row.absent) return `n/a: ${reusableUnknown('unlogged-on-standby').text}`;
	if (facts && !facts.locked) {
		const toast = facts.toastBytes ? `, TOAST ${bytes(facts.toastBytes)}` : '';
		return `heap ${bytes(facts.heapBytes)}${toast}, indexes ${bytes(facts.indexBytes)}`;
	}
	return `${roughBytes(row.tableBytes, row.sizeIsEstimate)}, indexes ${roughBytes(row.indexBytes, row.sizeIsEstimate)}${row.sizeAt ? `, ${age(row.sizeAt, now)} old` : ''}`;
}

function parentWords({
	name,
	partitions,
	bytes: size,
	deadTuples,
	liveTuples,
}: NonNullable<TableFacts['parent']>): string {
	return `${name}: ${plural(partitions, 'partition')}, ~${bytes(size)}, ${count(liveTuples)} live, ${count(deadTuples)} dead in total. Autovacuum never analyzes the parent. To do so: ANALYZE ${name};`;
}

/** Dead rows by counters, reusable space by the free space map, bloat by statistics: never added up. */
function tierLines(row: TableStatus, facts: TableFacts | undefined, view: PaneView): string[] {
	const {live} = view;
	const text = labeled(view);
	const tables = shownValue(live.snapshot.sections.tables);
	const since = tables?.value.countedSince ?? {at: null, reset: false};
	const aged = (at: Date | null | undefined) => (at ? `, ${age(at, live.now)} old` : '');
	const dead =
		row.liveTuples === null
			? `n/a: counted ${countedSince(since)}, without VACUUM or ANALYZE in that time. ${row.rowsEstimate === null ? '' : `Planner estimate: ${count(row.rowsEstimate)}. `}Run ANALYZE on it.`
			: `${count(row.liveTuples)} live, ${count(row.deadTuples)} dead (${percent(row.deadRatio)}), from the counters of ${countedFor(since, live.now)}`;
	const estimate =
		row.bloatUnknown === null
			? `${byteRange(row.bloatLowBytes, row.bloatHighBytes, view.skin.glyphs.range)} from planner statistics${aged(tables?.value.bloatSampledAt)}, including dead rows; the low end assumes every column padded, the high end none`
			: `n/a: ${row.bloatUnknown.text}. ${unknownAdvice(row, live.snapshot.server)}`;
	return [
		...text('rows', dead),
		...text(
			'reusable',
			reusableWords(row, facts, view),
			row.reusableBytes === null && !facts ? 'muted' : 'plain',
		),
		...text('bloat, est.', estimate, row.bloatUnknown === null ? 'plain' : 'muted'),
		...(isMostlyToast(row)
			? text(
					'',
					`n/a: bloat of its TOAST table, ${bytes(row.toastBytes)}, which has no statistics. K measures it`,
					'muted',
				)
			: []),
	];
}

function reusableWords(row: TableStatus, facts: TableFacts | undefined, {live}: PaneView): string {
	const method = 'from the free space map of the last VACUUM; new rows reuse it, the file keeps its size';
	const space = facts?.freeSpace;
	if (space) return `${space.sampled ? '~' : ''}${bytes(space.freeBytes)} ${method}`;
	if (facts) return `n/a: ${(facts.freeSpaceUnknown ?? reusableUnknown('not-read')).text}`;
	if (row.reusableBytes !== null)
		return `${row.reusableSampled ? '~' : ''}${bytes(row.reusableBytes)} ${method}, ${age(row.reusableAt, live.now)} old`;
	const why = shownValue(live.snapshot.sections.tables)?.value.reusableUnknown;
	return `n/a: ${(why ?? reusableUnknown('not-read')).text}`;
}

function autovacuumLines({autovacuum, horizon: {holders, hidden}}: TableFacts, view: PaneView): string[] {
	const text = labeled(view);
	const oldest = oldestHolder(holders);
	const unseen = hiddenText(hidden);
	return [
		...autovacuum.flatMap(relation => [
			...text(relation.toast ? 'TOAST' : 'autovacuum', optionsWords(relation)),
			...checkLines(relation, view),
			...(relation.heldBy === null ? [] : text('held by', relation.heldBy.text, 'warning')),
		]),
		...(oldest || unseen === undefined
			? text('xmin horizon', oldest ? horizonWords(oldest, view.live.now) : 'not held back')
			: []),
		...(unseen === undefined
			? []
			: text(
					'xmin horizon',
					`n/a: ${unseen}. To see them: GRANT pg_monitor TO ${view.live.snapshot.server.quotedUser};`,
				)),
	];
}

function unknownAdvice(
	{bloatUnknown, schema, name}: TableStatus,
	{versionNumber, quotedUser}: Server,
): string {
	if (bloatUnknown?.code !== 'statistics-unreadable') return 'Run ANALYZE on it.';
	const grant =
		versionNumber >= 140_000
			? `GRANT pg_read_all_data TO ${quotedUser};`
			: `GRANT SELECT ON ${identifier(schema)}.${identifier(name)} TO ${quotedUser};`;
	return `pg_stats hides columns that this role may not read. To allow it: ${grant} K measures it without that`;
}
