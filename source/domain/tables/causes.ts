import {bytes, count, dateTime, plural} from '../../format/quantities.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import {bloatedIndexes} from '../indexes/bloat.ts';
import type {IndexRow} from '../indexes/schema.ts';
import type {Sections} from '../snapshot/schema.ts';
import {shownValue} from '../snapshot/section.ts';
import {lastingHolders, wasBefore} from '../vacuum/held.ts';
import type {VacuumRow} from '../vacuum/schema.ts';
import {checkWords, horizonWords} from '../vacuum/words.ts';
import {mostlyFree} from './free.ts';
import type {TableStatus} from './schema.ts';

type CauseAction =
	| 'VACUUM'
	| 'VACUUM (FREEZE)'
	| 'end who holds it back'
	| 'REINDEX CONCURRENTLY'
	| 'pg_repack'
	| 'nothing';

/** What is the matter with a table, and the one thing that fits it. */
export type TableCause = {
	readonly cause: 'age' | 'dead rows' | 'indexes' | 'free room';
	readonly action: CauseAction;
	readonly reason: string;
	/** Those to be rebuilt. */
	readonly indexes?: readonly Pick<IndexRow, 'oid' | 'schema' | 'name'>[];
	/** Who would have to end first. */
	readonly holders?: readonly HorizonHolder[];
};

/** What bears on a table beside its own row. */
export type Around = {
	/** Who holds VACUUM back for longer than a moment; undefined where that is not known. */
	readonly holders: readonly HorizonHolder[] | undefined;
	/** What of it this role may not see. */
	readonly hidden: string | null;
	/** The table and its TOAST as autovacuum sees them, where something of them is pressing. */
	readonly relations: readonly VacuumRow[];
	/** Process that vacuums it now. */
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
		hidden: horizon?.hidden ?? null,
		relations,
		vacuumedBy: running.find(({here, oid}) => here === true && oid !== null && own.has(oid))?.pid ?? null,
		indexes: (shownValue(indexes)?.value.rows ?? []).filter(({tableOid}) => tableOid === table),
		now,
	};
}

/** What fits a table, the most pressing first; empty where nothing is the matter with it as far as is known. */
export function causesOf(table: TableStatus, seen: Around): TableCause[] {
	// What autovacuum counts is read more seldom: of a table that was vacuumed meanwhile it is of before.
	const around = wasVacuumedSince(table, seen) ? {...seen, relations: []} : seen;
	return [ageCause(around), deadCause(table, around), indexCause(around), freeCause(table)].flatMap(
		cause => cause ?? [],
	);
}

/** Older than its autovacuum_freeze_max_age: what a VACUUM can't freeze, it leaves as old as the oldest holder. */
function ageCause({relations, holders = [], vacuumedBy, now}: Around): TableCause | undefined {
	const [check] = relations.flatMap(({checks}) =>
		checks.filter(({kind, due}) => due && (kind === 'freeze' || kind === 'multixact')),
	);
	if (!check) return undefined;
	const words = checkWords(check).replace(/^due: /, '');
	if (vacuumedBy !== null) return underWay('age', words, vacuumedBy);
	const behind = holders.filter(({age}) => check.kind === 'freeze' && age > (check.threshold ?? Infinity));
	return behind.length > 0
		? {
				cause: 'age',
				action: 'end who holds it back',
				reason: `${words}; VACUUM (FREEZE) can't make it younger before the end of ${namesOf(behind, now)}`,
				holders: behind,
			}
		: {cause: 'age', action: 'VACUUM (FREEZE)', reason: `${words}: VACUUM (FREEZE) makes it young again`};
}

function deadCause(table: TableStatus, around: Around): TableCause | undefined {
	const {relations, holders, hidden, vacuumedBy, now} = around;
	const due = relations.find(
		({checks, deadTuples}) =>
			deadTuples >= fewDead && checks.some(({kind, due: is}) => is && kind === 'vacuum'),
	);
	const check = due?.checks.find(({kind}) => kind === 'vacuum');
	const dead =
		table.verdict === 'dead rows'
			? table.reasons[0]
			: check && `${checkWords(check).replace(/^due: /, '')}${due?.toast ? ', in its TOAST' : ''}`;
	if (dead === undefined) return undefined;
	if (vacuumedBy !== null) return underWay('dead rows', dead, vacuumedBy);
	const vacuum = (more: string): TableCause => ({
		cause: 'dead rows',
		action: 'VACUUM',
		reason: `${dead}: VACUUM frees their room for new rows${more}`,
	});
	if (holders === undefined) return vacuum('. n/a: who holds it back, which is not read yet');
	const last = latest(table.lastVacuum, table.lastAutovacuum);
	// Whoever was there before the last VACUUM was there before any of what that left died, and of what died since then.
	const before = holders.filter(holder => wasBefore(holder, last));
	if (before.length > 0) {
		return {
			cause: 'dead rows',
			action: 'end who holds it back',
			reason: `${dead}. It was vacuumed ${dateTime(last)}, and they stayed: VACUUM can't remove them before the end of ${namesOf(before, now)}`,
			holders: before,
		};
	}
	if (holders.length > 0) {
		return vacuum(`, but for those that died after the beginning of ${namesOf(holders, now)}`);
	}
	return vacuum(hidden === null ? '' : `. n/a: who holds it back: ${hidden}`);
}

function indexCause({indexes}: Around): TableCause | undefined {
	const bloated = bloatedIndexes(indexes);
	if (bloated.length === 0) return undefined;
	const [worst] = bloated;
	if (!worst) return undefined;
	const {name, ratio, bloat} = worst;
	return {
		cause: 'indexes',
		action: 'REINDEX CONCURRENTLY',
		reason: `${name} takes ${ratio.toFixed(1)} times the room a row that it took at its best, ${dateTime(bloat.bestAt)}${bloated.length === 1 ? '' : `, and ${plural(bloated.length - 1, 'more index', 'more indexes')} twice or more`}: a rebuild gives back ${bytes(bloat.lowBytes)} or more. VACUUM does not`,
		indexes: bloated.map(({oid, schema, name: own}) => ({oid, schema, name: own})),
	};
}

/** Room that VACUUM has freed is used again, where rows come back; only of what stays smaller a rewrite makes sense. */
function freeCause(table: TableStatus): TableCause | undefined {
	const free = mostlyFree(table);
	if (free === undefined) return undefined;
	const {trend, trendUnknown} = table;
	const room = `${bytes(free.freeBytes)} of its ${bytes(free.heapBytes)} are free ${free.method}`;
	const nothing = (reason: string): TableCause => ({cause: 'free room', action: 'nothing', reason});
	if (trend === null) {
		return nothing(
			`${room}. n/a: whether it grows into them: ${trendUnknown ?? 'not known'}. Only where it stays smaller pg_repack makes sense`,
		);
	}
	const rows = `${count(Math.round(trend.rowsThen))} rows ${dateTime(trend.since)}, ${count(Math.round(trend.rowsNow))} now`;
	switch (trend.state) {
		case 'growing':
			return nothing(`${room}, and will be used again: it grows (${rows})`);
		case 'varying':
			return nothing(
				`${room}, and will be used again: it had fewer rows before, and as many as ${count(Math.round(trend.rowsMost))} after that (${rows})`,
			);
		case 'steady':
			return nothing(
				`${room}, and its rows stay as many (${rows}): that room serves its updates. Only where the disk is needed pg_repack makes sense`,
			);
		case 'shrinking':
			return {
				cause: 'free room',
				action: 'pg_repack',
				reason: `${room}, and it shrinks (${rows}): nothing uses them again. pg_repack writes it anew${table.partition ? '; a partition whose time is over is better dropped' : '; by partitions, old rows would go without leaving room'}`,
			};
	}
}

function wasVacuumedSince({lastVacuum, lastAutovacuum}: TableStatus, {relations}: Around): boolean {
	const own = relations.find(({toast}) => !toast);
	const last = latest(lastVacuum, lastAutovacuum);
	return own !== undefined && last !== null && last > (latest(own.lastVacuum, own.lastAutovacuum) ?? 0);
}

function underWay(cause: TableCause['cause'], words: string, pid: number): TableCause {
	return {
		cause,
		action: 'nothing',
		reason: `${words}; process ${pid} vacuums it right now: wait for its end`,
	};
}

function namesOf(holders: readonly HorizonHolder[], now: Date): string {
	return holders.map(holder => horizonWords(holder, now)).join('; and ');
}

function latest(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}
