import type {CodedBy} from '../../format/coded.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import {bloatedIndexes} from '../indexes/bloat.ts';
import type {IndexRow} from '../indexes/schema.ts';
import type {Sections} from '../snapshot/schema.ts';
import {shownValue} from '../snapshot/section.ts';
import type {VacuumCheck} from '../vacuum/autovacuum.ts';
import {lastingHolders, latest, wasBefore} from '../vacuum/held.ts';
import {horizonWords} from '../vacuum/row-words.ts';
import type {VacuumRow} from '../vacuum/schema.ts';
import type {Hidden} from '../vacuum/words.ts';
import type {TableStatus} from './schema.ts';
import {leastShrinkBytes, mostShrink} from './verdict.ts';
import {type CauseAction, causeReason, type causeWords, type Figure} from './words.ts';

/** The problem of a table, and the one action that helps. */
export type TableCause = {
	readonly cause: 'age' | 'dead-tuples' | 'bloated-indexes' | 'free-space';
	readonly action: CauseAction;
	readonly reason: CodedBy<typeof causeWords>;
	/** Indexes to rebuild. */
	readonly indexes?: readonly Pick<IndexRow, 'oid' | 'schema' | 'name'>[];
	/** Holders of the xmin horizon that have to end first. */
	readonly holders?: readonly HorizonHolder[];
};

/** Facts from other sections that matter for a table. */
export type Around = {
	/** Lasting holders of the xmin horizon; undefined where unknown. */
	readonly holders: readonly HorizonHolder[] | undefined;
	/** The parts of the xmin horizon that this role may not see. */
	readonly hidden: readonly Hidden[];
	/** The table and its TOAST as autovacuum counts them, where they are among the most pressing. */
	readonly relations: readonly VacuumRow[];
	/** Process id of a VACUUM running on it. */
	readonly vacuumedBy: number | null;
	readonly indexes: readonly IndexRow[];
	readonly now: Date;
};

const fewDead = 1000;

export function aroundOf(
	{vacuum, indexes}: Pick<Sections, 'vacuum' | 'indexes'>,
	table: number,
	now: Date,
): Around {
	const known = shownValue(vacuum)?.value;
	const horizon = known && shownValue(known.horizon)?.value;
	const relations = ((known && shownValue(known.relations)?.value.rows) ?? []).filter(
		({tableOid}) => tableOid === table,
	);
	const running = (known && shownValue(known.running)?.value) ?? [];
	const own = new Set([table, ...relations.map(({oid}) => oid)]);
	return {
		holders: horizon && lastingHolders(horizon.holders, now),
		hidden: horizon?.hidden ?? [],
		relations,
		vacuumedBy: running.find(({here, oid}) => here === true && oid !== null && own.has(oid))?.pid ?? null,
		indexes: (shownValue(indexes)?.value.rows ?? []).filter(({tableOid}) => tableOid === table),
		now,
	};
}

/** The causes found for a table, the most pressing first; empty where nothing is known to be wrong. */
export function causesOf(table: TableStatus, seen: Around): TableCause[] {
	// Autovacuum's counts are sampled less often: after a VACUUM in between they are outdated.
	const around = wasVacuumedSince(table, seen) ? {...seen, relations: []} : seen;
	return [ageCause(around), deadCause(table, around), indexCause(around), freeCause(table)].flatMap(
		cause => cause ?? [],
	);
}

/** Older than autovacuum_freeze_max_age. VACUUM can't freeze rows that are newer than the oldest holder. */
function ageCause({relations, holders = [], vacuumedBy, now}: Around): TableCause | undefined {
	const [check] = relations.flatMap(({checks}) =>
		checks.filter(({kind, due}) => due && (kind === 'freeze' || kind === 'multixact')),
	);
	if (!check) return undefined;
	const figure = figureOf(check, false);
	if (vacuumedBy !== null) return underWay('age', figure, vacuumedBy);
	const behind = holders.filter(({age}) => check.kind === 'freeze' && age > (check.threshold ?? Infinity));
	return behind.length > 0
		? {
				cause: 'age',
				action: 'end-holders',
				reason: causeReason('age-held', {...figure, holders: namesOf(behind, now)}),
				holders: behind,
			}
		: {cause: 'age', action: 'vacuum-freeze', reason: causeReason('age-due', figure)};
}

function deadCause(table: TableStatus, around: Around): TableCause | undefined {
	const {holders, hidden, vacuumedBy, now} = around;
	const figure = deadFigure(table, around);
	if (figure === undefined) return undefined;
	if (vacuumedBy !== null) return underWay('dead-tuples', figure, vacuumedBy);
	const vacuum = (why: TableCause['reason']): TableCause => ({
		cause: 'dead-tuples',
		action: 'vacuum',
		reason: why,
	});
	if (holders === undefined) {
		return vacuum(causeReason('dead-tuples-horizon-unread', figure));
	}
	const last = latest(table.lastVacuum, table.lastAutovacuum);
	// A holder older than the last VACUUM also holds every row that has died since.
	const before = holders.filter(holder => wasBefore(holder, last));
	if (before.length > 0 && last !== null) {
		return {
			cause: 'dead-tuples',
			action: 'end-holders',
			reason: causeReason('dead-tuples-held', {
				...figure,
				holders: namesOf(before, now),
				vacuumedAt: last.toISOString(),
			}),
			holders: before,
		};
	}
	if (holders.length > 0) {
		return vacuum(causeReason('dead-tuples-held-later', {...figure, holders: namesOf(holders, now)}));
	}
	return vacuum(
		hidden.length === 0
			? causeReason('dead-tuples', figure)
			: causeReason('dead-tuples-horizon-hidden', {...figure, hidden}),
	);
}

/** The figure of the verdict, or else of autovacuum's check; undefined where neither calls for a VACUUM. */
function deadFigure(table: TableStatus, {relations}: Around): Figure | undefined {
	if (table.verdict === 'dead-tuples') {
		const {deadRatio, deadTuples} = table;
		return {check: 'vacuum', value: deadTuples ?? 0, threshold: null, deadRatio, toast: false};
	}
	const due = relations.find(
		({checks, deadTuples}) =>
			deadTuples >= fewDead && checks.some(({kind, due: is}) => is && kind === 'vacuum'),
	);
	const check = due?.checks.find(({kind}) => kind === 'vacuum');
	return check && figureOf(check, due?.toast ?? false);
}

function figureOf({kind: check, value, threshold}: VacuumCheck, toast: boolean): Figure {
	return {check, value, threshold, deadRatio: null, toast};
}

function indexCause({indexes}: Around): TableCause | undefined {
	const bloated = bloatedIndexes(indexes);
	const [worst] = bloated;
	if (!worst) return undefined;
	const {name, ratio, bloat} = worst;
	return {
		cause: 'bloated-indexes',
		action: 'reindex',
		reason: causeReason('bloated-indexes', {
			index: name,
			ratio,
			bestAt: bloat.bestAt.toISOString(),
			more: bloated.length - 1,
			leastBytes: bloat.lowBytes,
		}),
		indexes: bloated.map(({oid, schema, name: own}) => ({oid, schema, name: own})),
	};
}

/** New rows reuse what VACUUM has freed, so a rewrite only pays for a table that stays smaller. */
function freeCause(table: TableStatus): TableCause | undefined {
	const free = mostlyFree(table);
	if (free === undefined) return undefined;
	const {trend, trendUnknown} = table;
	const none = (why: TableCause['reason']): TableCause => ({
		cause: 'free-space',
		action: 'none',
		reason: why,
	});
	if (trend === null) {
		return none(causeReason('free-trend-unknown', {...free, reason: trendUnknown?.text ?? 'unknown'}));
	}
	const {rowsThen, rowsNow, rowsMost, since} = trend;
	const facts = {...free, rowsThen, rowsNow, rowsMost, since: since.toISOString()};
	switch (trend.state) {
		case 'growing':
			return none(causeReason('free-growing', facts));
		case 'varying':
			return none(causeReason('free-varying', facts));
		case 'steady':
			return none(causeReason('free-steady', facts));
		case 'shrinking':
			return {
				cause: 'free-space',
				action: 'repack',
				reason: causeReason('free-shrinking', {...facts, partition: table.partition}),
			};
	}
}

/** How much of a heap is free, and by which method. */
type Free = {
	readonly freeBytes: number;
	readonly heapBytes: number;
	readonly method: 'free-space-map' | 'planner-statistics' | 'both';
};

/**
A table that is largely free. The free space map includes what a fillfactor reserves, and statistics include dead rows:
where both are known the smaller figure counts.
@returns undefined where it is not largely free, or where neither is known
*/
function mostlyFree(table: TableStatus): Free | undefined {
	const {heapBytes, bloatLowBytes, bloatUnknown, reusableBytes} = table;
	if (heapBytes === null) return undefined;
	const estimated = bloatUnknown === null ? bloatLowBytes : null;
	// Statistics can't tell dead rows from free space.
	if (reusableBytes === null && table.verdict === 'dead-tuples') return undefined;
	const known = [reusableBytes, estimated].flatMap(figure => figure ?? []);
	if (known.length === 0) return undefined;
	const freeBytes = Math.min(...known);
	if (freeBytes < leastShrinkBytes || freeBytes < mostShrink * heapBytes) return undefined;
	const method =
		reusableBytes === null ? 'planner-statistics' : estimated === null ? 'free-space-map' : 'both';
	return {freeBytes, heapBytes, method};
}

function wasVacuumedSince({lastVacuum, lastAutovacuum}: TableStatus, {relations}: Around): boolean {
	const own = relations.find(({toast}) => !toast);
	const last = latest(lastVacuum, lastAutovacuum);
	return own !== undefined && last !== null && last > (latest(own.lastVacuum, own.lastAutovacuum) ?? 0);
}

function underWay(cause: TableCause['cause'], figure: Figure, pid: number): TableCause {
	return {cause, action: 'none', reason: causeReason('vacuum-running', {...figure, pid})};
}

function namesOf(holders: readonly HorizonHolder[], now: Date): string[] {
	return holders.map(holder => horizonWords(holder, now));
}
