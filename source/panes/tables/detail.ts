import {heading} from '../../components/skin.ts';
import {countedFor, countedSince, noneSince} from '../../domain/indexes/evidence-age.ts';
import type {TableFacts} from '../../domain/snapshot/detail.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {aroundOf, causesOf} from '../../domain/tables/causes.ts';
import type {Measurement} from '../../domain/tables/measurement.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {isMostlyToast, unloggedOnStandby} from '../../domain/tables/verdict.ts';
import {oldestHolder} from '../../domain/vacuum/held.ts';
import {horizonWords} from '../../domain/vacuum/words.ts';
import {
	age,
	bytes,
	count,
	dateTime,
	percent,
	plural,
	roughBytes,
	shortCount,
} from '../../format/quantities.ts';
import {labeled} from '../labeled.ts';
import {measureLines} from '../measure-lines.ts';
import {notice} from '../notice.ts';
import type {PaneView} from '../pane.ts';
import {checkLines, optionsWords} from '../vacuum/pane.ts';

/**
One table in full: what is dead, what is reusable and what a rewrite would give back, each by every way of knowing that
there is, with its method and age; and what autovacuum will do.
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
	const verdict = row.verdict === 'unknown' ? 'n/a' : row.verdict;
	return [
		heading(
			[['title', `${row.schema}.${row.name}`]],
			row.locked ? [['warning', 'locked ACCESS EXCLUSIVE']] : [[tone, verdict]],
			width,
			skin,
		),
		...row.reasons.flatMap((reason, index) => text(index === 0 ? 'because' : '', reason)),
		...causeLines(row, view),
		...text(
			'kind',
			`${row.materialized ? 'materialized view' : 'table'}${row.partition ? ', a partition' : ''}`,
		),
		...text('size', sizeWords(row, facts, live.now)),
		...(facts?.parent ? text('its parent', parentWords(facts.parent)) : []),
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
		...text(
			'scans',
			`${shortCount(row.sequentialScans)} sequential, ${shortCount(row.indexScans)} by an index`,
		),
		...text('writes', `${shortCount(row.writes)} rows inserted, updated or deleted`),
		...text('counted', countedSince(since)),
	];
}

/** What fits it, by what is the matter with it, as the menu of actions has it. */
function causeLines(row: TableStatus, view: PaneView): string[] {
	const {snapshot, now} = view.live;
	const causes = causesOf(row, aroundOf(snapshot.sections, row.oid, now));
	return causes.flatMap(({action, reason}, index) =>
		labeled(view)(index === 0 ? 'what fits' : '', `${action}: ${reason}`),
	);
}

/** The opened row's own sizes are exact; those of the list are pages of the last VACUUM where there are many tables. */
function sizeWords(row: TableStatus, facts: TableFacts | undefined, now: Date): string {
	if (row.absent) return `n/a: ${unloggedOnStandby}`;
	if (facts && !facts.locked) {
		const toast = facts.toastBytes ? `, TOAST ${bytes(facts.toastBytes)}` : '';
		return `heap ${bytes(facts.heapBytes)}${toast}, indexes ${bytes(facts.indexBytes)}`;
	}
	return `${roughBytes(row.tableBytes, row.sizeIsEstimate)}, its indexes ${roughBytes(row.indexBytes, row.sizeIsEstimate)}${row.sizeAt ? `, ${age(row.sizeAt, now)} old` : ''}`;
}

function parentWords({
	name,
	partitions,
	bytes: size,
	deadTuples,
	liveTuples,
}: NonNullable<TableFacts['parent']>): string {
	return `${name}: ${plural(partitions, 'partition')}, ~${bytes(size)}, ${count(liveTuples)} live, ${count(deadTuples)} dead in all of them. Autovacuum never analyzes the parent itself: ANALYZE ${name} does`;
}

/** Dead by the counters, reusable by the free space map, what would shrink by statistics: never one figure of all three. */
function tierLines(row: TableStatus, facts: TableFacts | undefined, view: PaneView): string[] {
	const {live} = view;
	const text = labeled(view);
	const tables = shownValue(live.snapshot.sections.tables);
	const since = tables?.value.countedSince ?? {at: null, reset: false};
	const aged = (at: Date | null | undefined) => (at ? `, ${age(at, live.now)} old` : '');
	const dead =
		row.liveTuples === null
			? `n/a: counted ${countedSince(since)}, neither vacuumed nor analyzed in that time. ${row.rowsEstimate === null ? '' : `The planner reckons with ${count(row.rowsEstimate)}. `}Run ANALYZE on it.`
			: `${count(row.liveTuples)} live, ${count(row.deadTuples)} dead (${percent(row.deadRatio)}), by the counters of ${countedFor(since, live.now)}`;
	const estimate =
		row.bloatUnknown === null
			? `${bytes(row.bloatLowBytes)} to ${bytes(row.bloatHighBytes)} more than its rows need, from planner statistics${aged(tables?.value.bloatSampledAt)}: the low end takes every column to be padded, the high end none; its dead rows are in it`
			: `n/a: ${row.bloatUnknown}. ${unknownAdvice(row)}`;
	return [
		...text('rows', dead),
		...text(
			'reusable',
			reusableWords(row, facts, view),
			row.reusableBytes === null && !facts ? 'muted' : 'plain',
		),
		...text('would shrink', estimate, row.bloatUnknown === null ? 'plain' : 'muted'),
		...(isMostlyToast(row)
			? text(
					'',
					`n/a of its TOAST, ${bytes(row.toastBytes)}: no statistics tell how full that is. K measures it`,
					'muted',
				)
			: []),
	];
}

function reusableWords(row: TableStatus, facts: TableFacts | undefined, {live}: PaneView): string {
	const method = 'by the free space map as VACUUM left it; the table grows into it and gives none of it back';
	const space = facts?.freeSpace;
	if (space) return `${space.sampled ? '~' : ''}${bytes(space.freeBytes)} ${method}`;
	if (facts) return `n/a: ${facts.freeSpaceUnknown}`;
	if (row.reusableBytes !== null)
		return `${row.reusableSampled ? '~' : ''}${bytes(row.reusableBytes)} ${method}, ${age(row.reusableAt, live.now)} old`;
	const why = shownValue(live.snapshot.sections.tables)?.value.reusableUnknown;
	return `n/a: ${why ?? 'not read yet'}`;
}

function autovacuumLines({autovacuum, horizon: {holders, hidden}}: TableFacts, view: PaneView): string[] {
	const text = labeled(view);
	const oldest = oldestHolder(holders);
	return [
		...autovacuum.flatMap(relation => [
			...text(relation.toast ? 'its TOAST' : 'autovacuum', optionsWords(relation)),
			...checkLines(relation, view),
			...(relation.heldBy === null ? [] : text('held by', relation.heldBy, 'warning')),
		]),
		...(oldest || hidden === null
			? text('VACUUM held by', oldest ? horizonWords(oldest, view.live.now) : 'nobody')
			: []),
		...(hidden === null ? [] : text('VACUUM held by', `n/a: ${hidden}. GRANT pg_monitor shows them`)),
	];
}

function unknownAdvice(row: TableStatus): string {
	if (row.bloatUnknown === 'statistics not readable') {
		return 'pg_stats hides columns that this role may not read: GRANT pg_read_all_data (14 and later) or SELECT on the table. K measures it without.';
	}
	return 'Run ANALYZE on it.';
}
