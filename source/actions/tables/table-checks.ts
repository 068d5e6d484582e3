import {modesAgainst} from '../../domain/locks/words.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {lastingHolders} from '../../domain/vacuum/held.ts';
import {horizonWords} from '../../domain/vacuum/words.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readLockHolders} from '../../queries/locks/lock-holders.ts';
import type {Blocker} from '../../queries/run/watch.ts';
import type {ActionTable} from '../../queries/tables/action-tables.ts';
import {type Horizon, type HorizonHolder, readHorizon} from '../../queries/vacuum/horizon.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';
import {autovacuumOf, describeBlocker} from '../engine/progress.ts';

/**
Whom it would wait for if it began now.
@param lock what it waits for as a whole: dropping an index CONCURRENTLY waits for all who have its table open, ACCESS
EXCLUSIVE, although it takes less itself
*/
export async function waitChecks(
	reader: Reader,
	relations: readonly number[],
	lock: LockMode,
): Promise<Check[]> {
	const holders = await readLockHolders(reader, relations, modesAgainst(lock));
	if (holders.length === 0)
		return [{name: 'waits', verdict: 'pass', detail: 'it would wait for nobody right now'}];
	return holders.map(holder => {
		return {
			name: 'waits',
			verdict: 'warn',
			detail: `it would wait for ${describeBlocker(holder, duration)}${stepsAsideWords(holder)}`,
		};
	});
}

/** After deadlock_timeout a waiting lock has autovacuum cancelled, unless that is to prevent wraparound (proc.c, ProcSleep). */
function stepsAsideWords(holder: Blocker): string {
	const autovacuum = autovacuumOf(holder);
	if (autovacuum === undefined) return '';
	return autovacuum === 'wraparound'
		? ': it does not step aside, so that this waits until it is done'
		: ': the server cancels it after deadlock_timeout';
}

/** Who holds VACUUM back: to be known before it is run for nothing. */
export async function horizonChecks(reader: Reader, deadTuples: number, now: Date): Promise<Check[]> {
	return horizonVerdicts(await readHorizon(reader), deadTuples, now);
}

export function horizonVerdicts({holders, hidden}: Horizon, deadTuples: number, now: Date): Check[] {
	const lasting = lastingHolders(holders, now);
	const checks = lasting.slice(0, 3).map(
		(holder): Check => ({
			name: 'horizon',
			verdict: 'warn',
			detail: `rows that died in the last ${plural(holder.age, 'transaction')} stay: ${horizonWords(holder, now)}${endWords(holder)}${deadTuples > 0 ? '. VACUUM removes the others only; end that first' : ''}`,
		}),
	);
	if (checks.length === 0 && hidden === null) {
		checks.push({
			name: 'horizon',
			verdict: 'pass',
			detail: 'nobody holds VACUUM back for more than a minute',
		});
	}
	if (hidden !== null) {
		checks.push({
			name: 'horizon',
			verdict: 'warn',
			detail: `n/a: ${hidden}, which may hold it back too: to see them takes pg_monitor`,
		});
	}
	return checks;
}

/** What would end it, in brackets. */
function endWords({kind, active}: HorizonHolder): string {
	switch (kind) {
		case 'session':
			return ' (x on the pane Vacuum terminates it)';
		case 'prepared transaction':
			return ' (COMMIT PREPARED or ROLLBACK PREPARED ends it)';
		case 'standby feedback':
			return ' (hot_standby_feedback: see who runs long queries there)';
		default:
			return active === false ? ' (if nobody uses it any more: pg_drop_replication_slot)' : '';
	}
}

type Right = 'vacuum' | 'maintain' | 'own';

/** Of a table that this role may not touch the server would only warn, or refuse in the middle. */
export function tableObstacle(
	table: ActionTable,
	right: Right,
	{quotedUser, versionNumber}: Pick<ServerIdentity, 'quotedUser' | 'versionNumber'>,
): string | undefined {
	const name = sanitize(table.name);
	if (table.apart) return `${name} is of the system's own or temporary: pgdeck leaves it alone`;
	const may = {vacuum: table.mayVacuum, maintain: table.maintains, own: table.owned}[right];
	if (may) return undefined;
	const owner = sanitize(table.owner);
	if (right === 'own' || versionNumber < 170_000) {
		return `this role does not own ${name}. Connect as ${owner} or a superuser.`;
	}
	return `this role may not maintain ${name}. To allow it, ${owner} runs: GRANT MAINTAIN ON ${name} TO ${sanitize(quotedUser)};`;
}

/** One check for what is asked for and not here, which is no reason to leave the rest. */
export function goneChecks(asked: number, found: number, what: string): Check[] {
	return found < asked
		? [{name: 'gone', verdict: 'warn', detail: `some of the ${what} are not here any more`}]
		: [];
}
