import {age, bytes, count, duration, percent, plural, shortCount} from '../../format/quantities.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import type {VacuumRun} from '../../queries/vacuum/vacuum.ts';
import {mostPressing, type VacuumCheck} from './autovacuum.ts';
import {holderWords} from './held.ts';
import type {VacuumRow} from './schema.ts';
import type {DatabaseSequences, SequenceUse} from './sequences.ts';
import {unseenWords} from './words.ts';
import type {CounterAge, DatabaseWraparound} from './wraparound.ts';

/** The unit that a check counts. */
const counted: Readonly<Record<VacuumCheck['kind'], string>> = {
	vacuum: 'dead rows',
	insert: 'rows inserted since the last VACUUM',
	analyze: 'rows changed since the last ANALYZE',
	freeze: 'transactions old',
	multixact: 'multixacts old',
};

export function vacuumName({schema, name, toast}: {schema: string; name: string; toast: boolean}): string {
	return `${schema === 'public' ? '' : `${schema}.`}${name}${toast ? ' (TOAST)' : ''}`;
}

/** `4,500 dead rows (threshold 2,050)` */
export function checkFigure({
	kind,
	value,
	threshold,
}: Pick<VacuumCheck, 'kind' | 'value' | 'threshold'>): string {
	const figure = `${count(value)} ${counted[kind]}`;
	return threshold === null ? figure : `${figure} (threshold ${count(Math.floor(threshold))})`;
}

/** `due: 4,500 dead rows (threshold 2,050)`, or how many are left until it is due. */
export function checkWords(check: VacuumCheck): string {
	if (check.off !== null || check.threshold === null) {
		return `never due: ${check.off?.text ?? 'off'}; ${checkFigure(check)}`;
	}
	return check.due
		? `due: ${checkFigure(check)}`
		: `${checkFigure(check)}, due in ~${count(check.left)} more`;
}

/** `due: vacuum, freeze`, or the next check: `vacuum in ~12,345 rows`. */
export function dueWords({checks}: Pick<VacuumRow, 'checks'>): string {
	const due = checks.filter(check => check.due).map(({kind}) => kind);
	if (due.length > 0) return `due: ${due.join(', ')}`;
	const next = mostPressing(checks.filter(({off}) => off === null));
	if (!next || next.left === null) return 'never';
	const unit = next.kind === 'freeze' ? 'xids' : next.kind === 'multixact' ? 'mxids' : 'rows';
	return `${next.kind} in ~${next.left < 100_000 ? count(next.left) : shortCount(next.left)} ${unit}`;
}

/** `overdue for at least 3 h`: pgdeck knows only since when it has seen the work due. */
export function dueFor({dueSince}: Pick<VacuumRow, 'dueSince'>, now: Date): string | undefined {
	if (dueSince === null) return undefined;
	return now.getTime() - dueSince.getTime() < 1000 ? undefined : `overdue for at least ${age(dueSince, now)}`;
}

/** A holder of the xmin horizon with its state, duration and age. */
export function horizonWords(holder: HorizonHolder, now: Date): string {
	const {state, since, age: xids, here, catalogs, active, kind, database} = holder;
	return [
		holderWords(holder),
		active === false ? `inactive${since === null ? '' : ` for ${age(since, now)}`}` : null,
		since === null || active !== null
			? null
			: `${kind === 'session' ? 'transaction open' : 'prepared'} for ${age(since, now)}`,
		state ?? (kind === 'session' ? 'state n/a' : null),
		`xmin ${plural(xids, 'transaction')} old`,
		here === false ? `in ${database ?? 'another database'}: shared catalogs only` : null,
		catalogs ? 'catalogs only' : null,
	]
		.filter(Boolean)
		.join(', ');
}

/** Progress of the current phase, 0 to 1; null where the phase has no counter. */
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
	const rounds = run.indexRounds !== null && run.indexRounds > 0 ? `index pass ${run.indexRounds}` : null;
	const indexes =
		run.indexesTotal !== null && run.indexesTotal > 0
			? `index ${run.indexesDone} of ${run.indexesTotal}`
			: null;
	return [
		`${what}: ${phase ?? 'phase n/a (requires pg_monitor)'}${share === null ? '' : ` ${percent(share, 0)}`}`,
		indexes,
		rounds,
		run.deadBytes === null ? null : `${bytes(run.deadBytes)} of ${bytes(run.deadBytesMost)} for dead rows`,
		automatic ? (againstWraparound ? 'autovacuum to prevent wraparound' : 'autovacuum') : (run.user ?? null),
		`process ${pid}`,
		startedAt === null
			? null
			: duration(Math.max(0, Math.floor((now.getTime() - startedAt.getTime()) / 1000) * 1000)),
	]
		.filter(Boolean)
		.join(', ');
}

const freezeParameter = {
	transactions: 'autovacuum_freeze_max_age',
	multixacts: 'autovacuum_multixact_freeze_max_age',
} as const;

/** `age 90,000,000: 45.0 % of autovacuum_freeze_max_age, 4.2 % of the wraparound limit, 2,054,483,648 left` */
export function ageWords(
	kind: 'transactions' | 'multixacts',
	{age: old, autovacuumAt, stopsAt, left}: CounterAge,
): string {
	return `age ${count(old)}: ${percent(old / autovacuumAt)} of ${freezeParameter[kind]}, ${percent(old / stopsAt)} of the wraparound limit, ${count(left)} left`;
}

/** The counter of a database that is closer to wraparound. */
export function wraparoundWords({name, transactions, multixacts}: DatabaseWraparound): string {
	const byMultixact = multixacts.age / multixacts.stopsAt > transactions.age / transactions.stopsAt;
	const worse = byMultixact ? multixacts : transactions;
	return `${name}: ${percent(worse.age / worse.autovacuumAt)} of ${freezeParameter[byMultixact ? 'multixacts' : 'transactions']}, ${percent(worse.age / worse.stopsAt)} of the wraparound limit`;
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
	if (unseen !== null) return `${what} n/a: ${unseenWords[unseen]}`;
	const limit = endOf === 'column' ? `${columnType ?? ''} column ${column ?? ''}` : type;
	return `${what} ${percent(used)} of ${limit}, ${count(left)} left${cycles && endOf === 'sequence' ? ', then it cycles' : ''}`;
}

/** The unknown facts about the other databases; undefined if all of them could be read. */
export function elsewhereUnknown(elsewhere: readonly DatabaseSequences[]): string | undefined {
	const silent = elsewhere.flatMap(({database, reason}) => (reason === null ? [] : [{database, reason}]));
	const [first] = silent;
	const unseen = elsewhere.filter(({unseen: hidden}) => (hidden ?? 0) > 0);
	const parts = [
		...(first
			? [
					`${silent.length === 1 ? first.database : `${silent.length} other databases, such as ${first.database}`}: ${first.reason.text}`,
				]
			: []),
		...unseen.slice(0, 1).map(({database, unseen: hidden}) => {
			const more = unseen.length === 1 ? '' : ` and in ${plural(unseen.length - 1, 'more database')}`;
			return `${plural(hidden ?? 0, 'sequence')} in ${database}${more}`;
		}),
	];
	return parts.length === 0 ? undefined : parts.join('; ');
}
