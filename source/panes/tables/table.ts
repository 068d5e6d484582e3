import {bar} from '../../components/sparkline.ts';
import type {TableModel} from '../../components/table/model.ts';
import {noneFor} from '../../domain/indexes/evidence-age.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {isMostlyToast, smallBytes} from '../../domain/tables/verdict.ts';
import {byteRange, percent, roughBytes, shortAge, shortCount} from '../../format/quantities.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Glyphs} from '../../theme/glyphs.ts';
import type {Token} from '../../theme/tokens.ts';

export function tableName({schema, name}: Pick<TableStatus, 'schema' | 'name'>): string {
	return schema === 'public' ? name : `${schema}.${name}`;
}

export function deadTone(ratio: number | null, dead: number | null): Token | undefined {
	if (ratio === null || dead === null || dead < 1000) return undefined;
	return ratio >= 0.4 ? 'bad' : ratio >= 0.2 ? 'warning' : undefined;
}

/** A range, or why there is none. */
export function bloatText(
	{bloatUnknown, bloatLowBytes, bloatHighBytes}: TableStatus,
	{range}: Pick<Glyphs, 'range'>,
): string {
	return bloatUnknown?.text ?? byteRange(bloatLowBytes, bloatHighBytes, range);
}

/** In the list, a table that is mostly TOAST gets no range: the heap says little about it. */
function shrinkText(row: TableStatus, glyphs: Glyphs): string {
	return row.bloatUnknown === null && isMostlyToast(row) ? 'mostly TOAST' : bloatText(row, glyphs);
}

/** No reliable estimate: unknown, mostly TOAST, or so small that a partly filled page matters. */
function isGuess(row: TableStatus): boolean {
	return row.bloatUnknown !== null || isMostlyToast(row) || (row.heapBytes ?? 0) < smallBytes;
}

/** From the free space map; with ~ if extrapolated from a sample of pages. */
function reusableText({reusableBytes, reusableSampled}: TableStatus): string {
	return roughBytes(reusableBytes, reusableSampled);
}

function newer(a: Date | null, b: Date | null): {at: Date | null; auto: boolean} {
	if (a === null || (b !== null && b > a)) return {at: b, auto: b !== null};
	return {at: a, auto: false};
}

/** `3 min auto`: how long ago, and whether autovacuum did it; or none since the counters began. */
function last(manual: Date | null, automatic: Date | null, counted: StatisticsSince, now: Date): string {
	const {at, auto} = newer(manual, automatic);
	return at === null ? noneFor(counted, now) : `${shortAge(at, now)}${auto ? ' auto' : ''}`;
}

const modelOf = (counted: StatisticsSince): Omit<TableModel<TableStatus>, 'rows'> => ({
	id: row => String(row.oid),
	name: tableName,
	search: row => `${row.schema}.${row.name}`,
	defaultSort: {column: 'size', descending: true},
	empty: 'This database has no tables of its own.',
	markable: true,
	columns: [
		{
			id: 'name',
			title: 'table',
			width: 19,
			flexible: true,
			most: 64,
			text: tableName,
			order: tableName,
		},
		{
			id: 'size',
			title: 'size',
			width: 9,
			align: 'right',
			descendingFirst: true,
			// Reading the size of a locked table would wait for the lock.
			text: row => (row.locked ? 'locked' : roughBytes(row.tableBytes, row.sizeIsEstimate)),
			order: row => row.tableBytes,
			tone: row => (row.locked ? 'warning' : undefined),
		},
		{
			id: 'dead',
			title: 'dead',
			width: 7,
			align: 'right',
			descendingFirst: true,
			text: row => shortCount(row.deadTuples),
			order: row => row.deadTuples,
		},
		{
			id: 'ratio',
			title: 'dead ratio',
			width: 11,
			align: 'right',
			descendingFirst: true,
			text: (row, {glyphs}) =>
				`${percent(row.deadRatio)} ${bar(row.deadTuples === null ? null : (row.deadRatio ?? 0), 3, glyphs)}`,
			order: row => row.deadRatio,
			tone: row => deadTone(row.deadRatio, row.deadTuples),
		},
		{
			id: 'reusable',
			title: 'reusable',
			width: 9,
			align: 'right',
			descendingFirst: true,
			// Space that VACUUM has freed inside the table for new rows.
			text: reusableText,
			order: row => row.reusableBytes,
			tone: row => (row.reusableBytes === null ? 'muted' : undefined),
		},
		{
			id: 'bloat',
			title: 'bloat, est.',
			width: 15,
			align: 'right',
			descendingFirst: true,
			text: (row, {glyphs}) => shrinkText(row, glyphs),
			order: row => row.bloatHighBytes,
			tone: row => (isGuess(row) ? 'muted' : undefined),
		},
		{
			id: 'live',
			title: 'live',
			width: 7,
			align: 'right',
			descendingFirst: true,
			text: row => shortCount(row.liveTuples),
			order: row => row.liveTuples,
		},
		{
			id: 'vacuum',
			title: 'vacuumed',
			width: 13,
			align: 'right',
			text: (row, {now}) => last(row.lastVacuum, row.lastAutovacuum, counted, now),
			order: row => newer(row.lastVacuum, row.lastAutovacuum).at?.getTime() ?? null,
		},
		{
			id: 'analyze',
			title: 'analyzed',
			width: 13,
			align: 'right',
			text: (row, {now}) => last(row.lastAnalyze, row.lastAutoanalyze, counted, now),
			order: row => newer(row.lastAnalyze, row.lastAutoanalyze).at?.getTime() ?? null,
		},
		{
			id: 'indexes',
			title: 'indexes',
			width: 9,
			align: 'right',
			descendingFirst: true,
			text: row => roughBytes(row.indexBytes, row.sizeIsEstimate),
			order: row => row.indexBytes,
		},
		{
			id: 'sequential',
			title: 'seq scans',
			width: 10,
			align: 'right',
			descendingFirst: true,
			text: row => shortCount(row.sequentialScans),
			order: row => row.sequentialScans,
		},
		{
			id: 'indexScans',
			title: 'idx scans',
			width: 10,
			align: 'right',
			descendingFirst: true,
			text: row => shortCount(row.indexScans),
			order: row => row.indexScans,
		},
	],
});

export function tablesTable({snapshot}: Live): TableModel<TableStatus> | undefined {
	const tables = shownValue(snapshot.sections.tables)?.value;
	return tables && {...modelOf(tables.countedSince), rows: tables.rows};
}
