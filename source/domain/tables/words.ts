import {type CodedBy, coder} from '../../format/coded.ts';
import {bytes, count, dateTime, percent, plural} from '../../format/quantities.ts';
import type {VacuumCheck} from '../vacuum/autovacuum.ts';
import {checkFigure} from '../vacuum/row-words.ts';
import {type Hidden, hiddenText} from '../vacuum/words.ts';

/** Reasons why there is no bloat estimate from planner statistics. Short enough for a cell of the list. */
export const bloatUnknownWords = {
	'never-analyzed': () => 'never analyzed',
	'statistics-unreadable': () => 'statistics not readable',
	'statistics-incomplete': () => 'columns without statistics',
	'not-estimated': () => 'not estimated yet',
};
export const bloatUnknown = coder(bloatUnknownWords);

/** Reasons why the free space map is not read. */
export const reusableUnknownWords = {
	'extension-unavailable': () =>
		"the server has no extension pg_freespacemap, which is part of PostgreSQL's contrib package",
	'extension-missing': () => 'requires CREATE EXTENSION pg_freespacemap;',
	'privilege-missing': ({user}: {readonly user: string}) => `requires GRANT pg_stat_scan_tables TO ${user};`,
	locked: () => 'locked ACCESS EXCLUSIVE',
	'unlogged-on-standby': () => 'unlogged, not on a standby',
	'not-read': () => 'not read yet',
};
export const reusableUnknown = coder(reusableUnknownWords);
export type ReusableUnknown = CodedBy<typeof reusableUnknownWords>;

type Failure = {readonly file: string; readonly message: string};

/** Reasons why it is unknown whether a table grows or shrinks. */
export const trendUnknownWords = {
	'not-kept': () => 'pgdeck keeps no table sizes here',
	'not-writable': ({file, message}: Failure) => `table sizes cannot be kept in ${file}: ${message}`,
	'too-recent': () => 'observed for less than a day',
	'size-unknown': () => 'size unknown',
	'too-small': () => 'too small to tell',
	'rows-unknown': () => 'rows never counted',
	'not-sampled': () => 'not sampled yet',
};
export const trendUnknown = coder(trendUnknownWords);

type Dead = {readonly deadRatio: number | null; readonly deadTuples: number | null};
type Bloated = {readonly leastBytes: number; readonly heapBytes: number};

/** Reasons for a verdict on a table's space, and the figures that are missing from it. */
export const reasonWords = {
	'dead-tuples': ({deadRatio, deadTuples}: Dead) => `${percent(deadRatio)} dead rows (${count(deadTuples)})`,
	bloat: ({leastBytes, heapBytes}: Bloated) =>
		`a rewrite would return at least ${bytes(leastBytes)} of ${bytes(heapBytes)}`,
	'dead-tuples-unknown': () => 'n/a: dead rows, not counted until the next VACUUM or ANALYZE',
	'bloat-unknown': ({unknown}: {readonly unknown: keyof typeof bloatUnknownWords}) =>
		`n/a: bloat: ${bloatUnknownWords[unknown]()}`,
	'toast-unknown': () => 'n/a: bloat of its TOAST table, which holds most of its data',
	'size-locked': () => 'n/a: size: locked ACCESS EXCLUSIVE',
	'size-unlogged-on-standby': () => 'n/a: size: unlogged, not on a standby',
};
export const reason = coder(reasonWords);

/** The verdicts on a table's space, as shown. */
export const verdictWords = {
	'dead-tuples': 'dead rows',
	bloated: 'bloated',
	ok: 'ok',
	unknown: 'n/a',
} as const;
export type TableVerdict = keyof typeof verdictWords;
export const tableVerdicts = Object.keys(verdictWords) as [TableVerdict, ...TableVerdict[]];

/** The action against a cause, as shown. */
export const causeActionWords = {
	vacuum: 'VACUUM',
	'vacuum-freeze': 'VACUUM (FREEZE)',
	'end-holders': 'release the xmin horizon',
	reindex: 'REINDEX CONCURRENTLY',
	repack: 'pg_repack',
	none: 'nothing to do',
} as const;
export type CauseAction = keyof typeof causeActionWords;

/** The figure of a verdict (`deadRatio`), or of a check of autovacuum. */
export type Figure = {
	readonly check: VacuumCheck['kind'];
	readonly value: number;
	readonly threshold: number | null;
	readonly deadRatio: number | null;
	readonly toast: boolean;
};
type Holders = {readonly holders: readonly string[]};
type Free = {
	readonly freeBytes: number;
	readonly heapBytes: number;
	readonly method: 'free-space-map' | 'planner-statistics' | 'both';
};
type Trend = {
	readonly rowsThen: number;
	readonly rowsNow: number;
	readonly rowsMost: number;
	/** ISO 8601. */
	readonly since: string;
};

const methodWords = {
	'free-space-map': 'by the free space map, which includes what a fillfactor reserves',
	'planner-statistics': 'by planner statistics',
	both: 'by the free space map and planner statistics',
} as const;

const freeText = ({freeBytes, heapBytes, method}: Free) =>
	`${bytes(freeBytes)} of ${bytes(heapBytes)} are free ${methodWords[method]}`;
const rowsText = ({rowsThen, rowsNow, since}: Trend) =>
	`${count(Math.round(rowsThen))} rows on ${dateTime(new Date(since))}, ${count(Math.round(rowsNow))} now`;
const figureText = ({check: kind, value, threshold, deadRatio, toast}: Figure) =>
	deadRatio === null
		? `${checkFigure({kind, value, threshold})}${toast ? ' in its TOAST table' : ''}`
		: reasonWords['dead-tuples']({deadRatio, deadTuples: value});
const listText = (holders: readonly string[]) => holders.join('; ');

/** The problem of a table, and why its action helps. */
export const causeWords = {
	'age-due': (figure: Figure) => `${figureText(figure)}. VACUUM (FREEZE) resets its age`,
	'age-held': ({holders, ...figure}: Figure & Holders) =>
		`${figureText(figure)}. VACUUM (FREEZE) cannot reset its age until these release the xmin horizon: ${listText(holders)}`,
	'vacuum-running': ({pid, ...figure}: Figure & {readonly pid: number}) =>
		`${figureText(figure)}. Process ${pid} is vacuuming it: wait until it ends`,
	'dead-tuples': (figure: Figure) => `${figureText(figure)}. VACUUM makes their space reusable`,
	'dead-tuples-horizon-unread': (figure: Figure) =>
		`${figureText(figure)}. VACUUM makes their space reusable. n/a: the xmin horizon, not read yet`,
	'dead-tuples-horizon-hidden': ({hidden, ...figure}: Figure & {readonly hidden: readonly Hidden[]}) =>
		`${figureText(figure)}. VACUUM makes their space reusable. n/a: ${hiddenText(hidden)}, which may hold back the xmin horizon`,
	'dead-tuples-held-later': ({holders, ...figure}: Figure & Holders) =>
		`${figureText(figure)}. VACUUM makes their space reusable, except for rows that died after these began: ${listText(holders)}`,
	'dead-tuples-held': ({holders, vacuumedAt, ...figure}: Figure & Holders & {readonly vacuumedAt: string}) =>
		`${figureText(figure)}. VACUUM on ${dateTime(new Date(vacuumedAt))} could not remove them. These hold back the xmin horizon: ${listText(holders)}`,
	'bloated-indexes': ({
		index,
		ratio,
		bestAt,
		more,
		leastBytes,
	}: {
		readonly index: string;
		readonly ratio: number;
		readonly bestAt: string;
		readonly more: number;
		readonly leastBytes: number;
	}) =>
		`${index} uses ${ratio.toFixed(1)} times the space per row of its best, on ${dateTime(new Date(bestAt))}${more === 0 ? '' : `; ${plural(more, 'more index', 'more indexes')} at least twice`}. A rebuild returns at least ${bytes(leastBytes)}; VACUUM does not`,
	'free-trend-unknown': (free: Free & {readonly reason: string}) =>
		`${freeText(free)}. n/a: whether the table grows into it: ${free.reason}. pg_repack only helps a table that stays smaller`,
	'free-growing': (free: Free & Trend) =>
		`${freeText(free)}. The table is growing and reuses it: ${rowsText(free)}`,
	'free-varying': (free: Free & Trend) =>
		`${freeText(free)}. The table reuses it: it had fewer rows before and then up to ${count(Math.round(free.rowsMost))} again (${rowsText(free)})`,
	'free-steady': (free: Free & Trend) =>
		`${freeText(free)}. The row count is steady (${rowsText(free)}) and updates use that space. pg_repack only helps if the disk space is needed`,
	'free-shrinking': (free: Free & Trend & {readonly partition: boolean}) =>
		`${freeText(free)}. The table is shrinking and does not reuse it: ${rowsText(free)}. pg_repack rewrites it${free.partition ? '; an expired partition is better dropped' : '; with partitions, old rows go without leaving free space'}`,
};
export const causeReason = coder(causeWords);

/** Reasons why a relation cannot be measured. */
export const obstacleWords = {
	gone: () => 'It no longer exists.',
	locked: () => 'It is locked ACCESS EXCLUSIVE: measuring would wait for that lock.',
	temporary: () => 'It is temporary: only its own session can read it.',
	'unlogged-on-standby': () => 'It is unlogged: a standby has no data of it.',
	partitioned: () => 'It is partitioned and has no pages of its own. Measure its partitions.',
	'index-method': ({method}: {readonly method: string | null}) =>
		`pgstatindex measures btree indexes. This index is ${method ?? 'of another access method'}.`,
	'invalid-index': () => 'It is INVALID: pgstatindex refuses it.',
	'relation-kind': () => 'It is not a table, a materialized view or an index.',
	'table-method': ({method}: {readonly method: string | null}) =>
		`pgstattuple_approx measures heaps. The access method of this table is ${method ?? 'unknown'}.`,
	'extension-missing': () => 'The extension pgstattuple is not installed in this database.',
	'extension-unavailable': () =>
		"The server has no extension pgstattuple, which is part of PostgreSQL's contrib package.",
	'privilege-missing': () => 'This role may not execute the functions of pgstattuple.',
};
export const obstacle = coder(obstacleWords);
