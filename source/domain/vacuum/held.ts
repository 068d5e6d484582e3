import type {CodedBy} from '../../format/coded.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import type {
	AutovacuumSettings,
	VacuumObstacle,
	VacuumRelation,
	VacuumRun,
} from '../../queries/vacuum/vacuum.ts';
import type {VacuumCheck} from './autovacuum.ts';
import {heldReason, type heldWords} from './words.ts';

/** A holder of the xmin horizon, named as short as it can be told from others. */
export function holderWords({kind, pid, name, user, application, address}: HorizonHolder): string {
	switch (kind) {
		case 'session': {
			const client = [user, application === '' ? null : application].filter(Boolean).join(', ');
			return `session ${pid ?? 'n/a'}${client === '' ? '' : ` (${client})`}`;
		}
		case 'prepared-transaction':
			return `prepared transaction ${name ?? ''}${user === null ? '' : ` of ${user}`}`;
		case 'standby-feedback':
			return `feedback of standby ${[application, address].filter(Boolean).join(' at ') || `process ${pid ?? 'n/a'}`}`;
		case 'logical-slot':
			return `logical slot ${name ?? ''}`;
		case 'physical-slot':
			return `replication slot ${name ?? ''}`;
	}
}

/** The oldest holder that keeps VACUUM from removing rows of this database's tables. */
export function oldestHolder(holders: readonly HorizonHolder[]): HorizonHolder | undefined {
	return holdersHere(holders)[0];
}

/**
Holders that keep VACUUM from removing rows of this database's tables, the oldest first. Each snapshot reaches back to the
oldest open transaction, so of several with the same age the one that started first is the cause.
*/
function holdersHere(holders: readonly HorizonHolder[]): HorizonHolder[] {
	const sinceMs = ({since}: HorizonHolder) => since?.getTime() ?? Number.MAX_SAFE_INTEGER;
	return holders
		.filter(({here, catalogs}) => here !== false && !catalogs)
		.toSorted((a, b) => b.age - a.age || sinceMs(a) - sinceMs(b));
}

/** A transaction younger than this ends before a VACUUM reaches its rows. */
const briefMs = 60_000;

/** Holders worth a warning before VACUUM. pgdeck's own samples hold the horizon for a moment too. */
export function lastingHolders(holders: readonly HorizonHolder[], now: Date): HorizonHolder[] {
	return holdersHere(holders).filter(
		({since}) => since === null || now.getTime() - since.getTime() >= briefMs,
	);
}

/** The server does not say since when a slot or a standby holds. One that keeps up is never this far behind. */
const manyTransactions = 10_000;

/** Whether it already held the horizon before the table's last VACUUM; then the next VACUUM removes no more than that one. */
export function wasBefore({since, age}: HorizonHolder, lastVacuum: Date | null): boolean {
	return lastVacuum !== null && (since === null ? age >= manyTransactions : since <= lastVacuum);
}

/** The facts that decide whether autovacuum gets to a relation. */
export type Surroundings = {
	readonly settings: AutovacuumSettings;
	readonly running: readonly VacuumRun[];
	readonly holders: readonly HorizonHolder[];
	readonly obstacles: readonly VacuumObstacle[];
};

/** Why work that is due has not been done. Null where nothing is due, or where autovacuum may start any moment. */
export function heldBy(
	relation: Pick<VacuumRelation, 'oid' | 'lastVacuum' | 'lastAutovacuum'>,
	checks: readonly VacuumCheck[],
	{settings, running, holders, obstacles}: Surroundings,
): CodedBy<typeof heldWords> | null {
	const due = checks.filter(check => check.due);
	if (due.length === 0) return null;
	const run = running.find(({oid, here}) => here && oid === relation.oid);
	if (run) return heldReason('vacuum-running', {pid: run.pid, phase: run.phase});
	const lock = obstacles.find(({oid}) => oid === relation.oid);
	if (lock) return heldReason('lock', {mode: lock.mode, pid: lock.pid});
	const holder = oldestHolder(holders);
	const last = latest(relation.lastVacuum, relation.lastAutovacuum);
	if (holder && wasBefore(holder, last) && due.some(({kind}) => kind === 'vacuum' || kind === 'freeze')) {
		return heldReason('xmin-horizon', {holder: holderWords(holder)});
	}
	const workers = Number(settings.autovacuum_max_workers ?? Number.POSITIVE_INFINITY);
	if (running.filter(({automatic}) => automatic).length >= workers)
		return heldReason('workers-busy', {workers});
	// To prevent wraparound it starts workers all the same (autovacuum.c: do_start_worker by the postmaster's signal).
	return settings.autovacuum === 'off' ? heldReason('autovacuum-off') : null;
}

export function latest(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}
