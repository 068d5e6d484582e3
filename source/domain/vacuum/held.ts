import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import type {
	AutovacuumSettings,
	VacuumObstacle,
	VacuumRelation,
	VacuumRun,
} from '../../queries/vacuum/vacuum.ts';
import type {VacuumCheck} from './autovacuum.ts';

/** Who a holder of the horizon is, in words. */
export function holderWords({kind, pid, name, user, application, address}: HorizonHolder): string {
	switch (kind) {
		case 'session': {
			const who = [user, application === '' ? null : application].filter(Boolean).join(', ');
			return `session ${pid ?? 'n/a'}${who === '' ? '' : ` (${who})`}`;
		}
		case 'prepared transaction':
			return `prepared transaction ${name ?? ''}${user === null ? '' : ` of ${user}`}`;
		case 'standby feedback':
			return `feedback of standby ${[application, address].filter(Boolean).join(' at ') || `process ${pid ?? 'n/a'}`}`;
		default:
			return `${kind} ${name ?? ''}`;
	}
}

/** The oldest of those that keep VACUUM from removing rows of this database's tables. */
export function oldestHolder(holders: readonly HorizonHolder[]): HorizonHolder | undefined {
	return holdersHere(holders)[0];
}

/**
Those that keep VACUUM from removing rows of this database's tables, the oldest first. Every snapshot reaches back as far
as the oldest transaction that is open: of those that are as old, the one that was there first is whom it is about.
*/
function holdersHere(holders: readonly HorizonHolder[]): HorizonHolder[] {
	const sinceMs = ({since}: HorizonHolder) => since?.getTime() ?? Number.MAX_SAFE_INTEGER;
	return holders
		.filter(({here, catalogs}) => here !== false && !catalogs)
		.toSorted((a, b) => b.age - a.age || sinceMs(a) - sinceMs(b));
}

/** A transaction younger than this is over before a VACUUM comes to its rows. */
const briefMs = 60_000;

/** Those of them that are worth a word before VACUUM: a look of this program's own holds it back for a moment, too. */
export function lastingHolders(holders: readonly HorizonHolder[], now: Date): HorizonHolder[] {
	return holdersHere(holders).filter(
		({since}) => since === null || now.getTime() - since.getTime() >= briefMs,
	);
}

/** Since when a slot or a standby holds, nobody tells; one that goes on is never as far behind as this. */
const manyTransactions = 10_000;

/** Whether it held VACUUM back before the last one of a table already: then that has left what the next one would. */
export function wasBefore({since, age}: HorizonHolder, lastVacuum: Date | null): boolean {
	return lastVacuum !== null && (since === null ? age >= manyTransactions : since <= lastVacuum);
}

/** What of the server's doing bears on whether autovacuum comes to a relation. */
export type Surroundings = {
	readonly settings: AutovacuumSettings;
	readonly running: readonly VacuumRun[];
	readonly holders: readonly HorizonHolder[];
	readonly obstacles: readonly VacuumObstacle[];
};

/** Why what is due has not been done, where something tells; null where nothing is due, or autovacuum may come any moment. */
export function heldBy(
	relation: Pick<VacuumRelation, 'oid' | 'lastVacuum' | 'lastAutovacuum'>,
	checks: readonly VacuumCheck[],
	{settings, running, holders, obstacles}: Surroundings,
): string | null {
	const due = checks.filter(check => check.due);
	if (due.length === 0) return null;
	const run = running.find(({oid, here}) => here && oid === relation.oid);
	if (run) return `being vacuumed now by process ${run.pid}${run.phase === null ? '' : `: ${run.phase}`}`;
	const lock = obstacles.find(({oid}) => oid === relation.oid);
	if (lock) {
		return `${lock.mode} of ${lock.pid === null ? 'a prepared transaction' : `process ${lock.pid}`}: autovacuum passes over it`;
	}
	const holder = oldestHolder(holders);
	const last = latest(relation.lastVacuum, relation.lastAutovacuum);
	// Whoever was there before the last VACUUM began may have kept the dead rows from it, and will from the next one.
	if (holder && wasBefore(holder, last) && due.some(({kind}) => kind === 'vacuum' || kind === 'freeze')) {
		return `${holderWords(holder)}: it was vacuumed, and what died since that began must stay`;
	}
	const workers = Number(settings.autovacuum_max_workers ?? Number.POSITIVE_INFINITY);
	if (running.filter(({automatic}) => automatic).length >= workers)
		return `all ${workers} workers of autovacuum are busy`;
	if (settings.autovacuum === 'off') {
		// For age alone it starts workers all the same (autovacuum.c: do_start_worker by the postmaster's signal).
		return 'autovacuum is off: only what is due by age is done, and late';
	}
	return null;
}

function latest(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}
