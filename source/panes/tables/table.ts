import {bar} from '../../components/sparkline.ts';
import type {TableModel} from '../../components/table/column.ts';
import {noneFor} from '../../domain/indexes/evidence-age.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {isMostlyToast, smallBytes} from '../../domain/tables/verdict.ts';
import {bytes, percent, roughBytes, shortAge, shortCount} from '../../format/quantities.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

export function tableName({schema, name}: Pick<TableStatus, 'schema' | 'name'>): string {
	return schema === 'public' ? name : `${schema}.${name}`;
}

export function deadTone(ratio: number | null, dead: number | null): Token | undefined {
	if (ratio === null || dead === null || dead < 1000) return undefined;
	return ratio >= 0.4 ? 'bad' : ratio >= 0.2 ? 'warning' : undefined;
}

/** An estimate is a range: `1.2 to 1.5 GB`, and the reason where there is none. */
export function bloatText(row: TableStatus): string {
	if (row.bloatUnknown !== null) return row.bloatUnknown;
	const [low, high] = [bytes(row.bloatLowBytes), bytes(row.bloatHighBytes)];
	if (low === high) return low;
	const [lowNumber, lowUnit] = low.split(' ');
	const [, highUnit] = high.split(' ');
	return lowUnit === highUnit ? `${lowNumber}-${high}` : `${low}-${high}`;
}

/** The same in the list: of a table that is mostly TOAST the heap says little. */
function shrinkText(row: TableStatus): string {
	return row.bloatUnknown === null && isMostlyToast(row) ? 'mostly TOAST' : bloatText(row);
}

/** Nothing to go by: unknown, mostly TOAST, or so small that the end of a page counts. */
function isGuess(row: TableStatus): boolean {
	return row.bloatUnknown !== null || isMostlyToast(row) || (row.heapBytes ?? 0) < smallBytes;
}

/** By the free space map; with ~ where it is told from some of its pages. */
function reusableText({reusableBytes, reusableSampled}: TableStatus): string {
	return roughBytes(reusableBytes, reusableSampled);
}

function newer(a: Date | null, b: Date | null): {at: Date | null; auto: boolean} {
	if (a === null || (b !== null && b > a)) return {at: b, auto: b !== null};
	return {at: a, auto: false};
}

/** `3 min auto`: how long ago, and whether autovacuum did it; else how long nobody is known to have. */
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
			// Of a table that is locked no one asks the size: it would wait for the lock.
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
			// What VACUUM has freed inside of the table: the table grows into it, and gives none of it back.
			text: reusableText,
			order: row => row.reusableBytes,
			tone: row => (row.reusableBytes === null ? 'muted' : undefined),
		},
		{
			id: 'bloat',
			title: 'would shrink',
			width: 15,
			align: 'right',
			descendingFirst: true,
			text: shrinkText,
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
