import {age, bytes, count, duration, percent, shortCount} from '../../format/quantities.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import type {VacuumRun} from '../../queries/vacuum/vacuum.ts';
import {mostPressing, type VacuumCheck} from './autovacuum.ts';
import {holderWords} from './held.ts';
import type {VacuumRow} from './schema.ts';
import type {SequenceUse} from './sequence-share.ts';
import type {CounterAge, DatabaseWraparound} from './wraparound.ts';

/** What a check counts. */
const counted: Readonly<Record<VacuumCheck['kind'], string>> = {
	vacuum: 'dead rows',
	insert: 'rows inserted since the last vacuum',
	analyze: 'rows changed since the last analyze',
	freeze: 'transactions old',
	multixact: 'multixacts old',
};

export function vacuumName({schema, name, toast}: {schema: string; name: string; toast: boolean}): string {
	return `${schema === 'public' ? '' : `${schema}.`}${name}${toast ? ' (TOAST)' : ''}`;
}

/** `due: 4,500 dead rows, more than 2,050`, or in how many more it is. */
export function checkWords({kind, value, threshold, off, due, left}: VacuumCheck): string {
	const now = `${count(value)} ${counted[kind]}`;
	if (off !== null || threshold === null) return `never: ${off ?? 'it is off'}; ${now}`;
	const limit = count(Math.floor(threshold));
	return due ? `due: ${now}, more than ${limit}` : `in ~${count(left)} more: ${now}, due above ${limit}`;
}

/** What is due, or what comes next: `due: vacuum, freeze`, `vacuum in ~12,345 rows`. */
export function dueWords({checks}: Pick<VacuumRow, 'checks'>): string {
	const due = checks.filter(check => check.due).map(({kind}) => kind);
	if (due.length > 0) return `due: ${due.join(', ')}`;
	const next = mostPressing(checks.filter(({off}) => off === null));
	if (!next || next.left === null) return 'never';
	const unit = next.kind === 'freeze' ? 'xids' : next.kind === 'multixact' ? 'mxids' : 'rows';
	return `${next.kind} in ~${next.left < 100_000 ? count(next.left) : shortCount(next.left)} ${unit}`;
}

/** Since when it is due, as far as this program has seen: `overdue 3 h or more`. */
export function dueFor({dueSince}: Pick<VacuumRow, 'dueSince'>, now: Date): string | undefined {
	if (dueSince === null) return undefined;
	return now.getTime() - dueSince.getTime() < 1000 ? undefined : `overdue ${age(dueSince, now)} or more`;
}

/** A holder of the horizon with all that tells how bad it is. */
export function horizonWords(holder: HorizonHolder, now: Date): string {
	const {state, since, age: xids, here, catalogs, active, kind, database} = holder;
	return [
		holderWords(holder),
		active === false ? `INACTIVE${since === null ? '' : ` for ${age(since, now)}`}` : null,
		since === null || active !== null ? null : `open for ${age(since, now)}`,
		state ?? (kind === 'session' ? 'state n/a' : null),
		`${count(xids)} transactions behind`,
		here === false ? `in ${database ?? 'another database'}: shared catalogs only` : null,
		catalogs ? 'catalogs only' : null,
	]
		.filter(Boolean)
		.join(', ');
}

/** How far a VACUUM is, 0 to 1: of the phase that it is in. Null where that counts nothing. */
export function runShare(run: VacuumRun): number | null {
	const of = (done: number | null, all: number | null) =>
		done === null || all === null || all === 0 ? null : Math.min(1, done / all);
	switch (run.phase) {
		case 'scanning heap':
			return of(run.pagesScanned, run.pages);
		case 'vacuuming heap':
			return of(run.pagesVacuumed, run.pages);
		case 'vacuuming indexes':
		case 'cleaning up indexes':
			return of(run.indexesDone, run.indexesTotal);
		default:
			return null;
	}
}

export function runWords(run: VacuumRun, now: Date): string {
	const {schema, name, toast, oid, here, database, pid, phase, startedAt, automatic, againstWraparound} = run;
	const what =
		schema !== null && name !== null
			? vacuumName({schema, name, toast})
			: `relation ${oid ?? 'n/a'}${here ? '' : ` of ${database ?? 'another database'}`}`;
	const share = runShare(run);
	const rounds =
		run.indexRounds !== null && run.indexRounds > 0 ? `indexes gone through ${run.indexRounds} times` : null;
	const indexes =
		run.indexesTotal !== null && run.indexesTotal > 0
			? `index ${run.indexesDone} of ${run.indexesTotal}`
			: null;
	return [
		`${what}: ${phase ?? 'phase n/a (needs pg_monitor)'}${share === null ? '' : ` ${percent(share, 0)}`}`,
		indexes,
		rounds,
		run.deadBytes === null ? null : `${bytes(run.deadBytes)} of ${bytes(run.deadBytesMost)} for dead rows`,
		automatic ? (againstWraparound ? 'autovacuum against wraparound' : 'autovacuum') : (run.user ?? null),
		`process ${pid}`,
		startedAt === null
			? null
			: duration(Math.max(0, Math.floor((now.getTime() - startedAt.getTime()) / 1000) * 1000)),
	]
		.filter(Boolean)
		.join(', ');
}

/** `45.0 % of autovacuum_freeze_max_age, 4.2 % of the end (2,054,483,648 left)` */
export function ageWords({age: old, autovacuumAt, stopsAt, left}: CounterAge): string {
	return `${count(old)} old, ${percent(old / autovacuumAt)} of the age at which autovacuum freezes, ${percent(old / stopsAt)} of the end, ${count(left)} left`;
}

/** The counter of a database that is nearer to the end, in short. */
export function wraparoundWords({name, transactions, multixacts}: DatabaseWraparound): string {
	const byMultixact = multixacts.age / multixacts.stopsAt > transactions.age / transactions.stopsAt;
	const worse = byMultixact ? multixacts : transactions;
	return `${name} ${percent(worse.age / worse.autovacuumAt)} of ${byMultixact ? 'multixact_freeze_max_age' : 'freeze_max_age'}, ${percent(worse.age / worse.stopsAt)} of the end`;
}

export function sequenceWords({
	schema,
	name,
	used,
	left,
	endOf,
	column,
	columnType,
	type,
	cycles,
	unseen,
	database,
}: SequenceUse): string {
	const what = `${database === null ? '' : `${database}: `}${schema === 'public' ? '' : `${schema}.`}${name}`;
	if (unseen !== null) return `${what} n/a: ${unseen}`;
	const limit = endOf === 'column' ? `${columnType ?? ''} column ${column ?? ''}` : type;
	return `${what} ${percent(used)} of ${limit}, ${count(left)} left${cycles && endOf === 'sequence' ? ', then it cycles' : ''}`;
}
