import {modesAgainst} from '../../domain/locks/words.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {lastingHolders} from '../../domain/vacuum/held.ts';
import {horizonWords} from '../../domain/vacuum/row-words.ts';
import {hiddenText} from '../../domain/vacuum/words.ts';
import {duration} from '../../format/quantities.ts';
import type {LockMode} from '../../migrations/locks/lock-modes.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readLockHolders} from '../../queries/locks/locks.ts';
import type {ActionTable} from '../../queries/tables/action-tables.ts';
import {type Horizon, type HorizonHolder, readHorizon} from '../../queries/vacuum/horizon.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {block, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {autovacuumOf, describeBlocker} from '../engine/progress.ts';
import {tableCheck} from './words.ts';

/**
The sessions that an action would wait for if it started now.
@param lock the mode it waits for: DROP INDEX CONCURRENTLY waits for everyone who uses the table, as ACCESS EXCLUSIVE would,
although it takes a weaker lock itself
*/
export async function waitChecks(
	reader: Reader,
	relations: readonly number[],
	lock: LockMode,
): Promise<Check[]> {
	const holders = await readLockHolders(reader, relations, modesAgainst(lock));
	if (holders.length === 0) return [pass(tableCheck('no-wait'))];
	return holders.map(holder => {
		// A waiting lock has autovacuum canceled after deadlock_timeout, unless that prevents wraparound (proc.c, ProcSleep).
		const codes = {ordinary: 'autovacuum-wait', wraparound: 'wraparound-wait'} as const;
		const autovacuum = autovacuumOf(holder);
		const code = autovacuum === undefined ? 'lock-wait' : codes[autovacuum];
		return warn(tableCheck(code, {blocker: describeBlocker(holder, duration)}), {title: 'waits for a lock'});
	});
}

/** Holders of the xmin horizon, which would make a VACUUM useless. */
export async function horizonChecks(
	reader: Reader,
	deadTuples: number,
	server: Pick<ServerIdentity, 'quotedUser'>,
	now: Date,
): Promise<Check[]> {
	return horizonVerdicts(await readHorizon(reader), deadTuples, server, now);
}

export function horizonVerdicts(
	{holders, hidden}: Horizon,
	deadTuples: number,
	{quotedUser}: Pick<ServerIdentity, 'quotedUser'>,
	now: Date,
): Check[] {
	const lasting = lastingHolders(holders, now).slice(0, 3);
	const unseen = hiddenText(hidden);
	const checks = lasting.map(holder =>
		warn(
			tableCheck('horizon-held', {
				age: holder.age,
				holder: horizonWords(holder, now),
				deadTuples,
				end: endOf(holder),
			}),
			{title: 'xmin horizon held back'},
		),
	);
	if (unseen !== undefined) {
		const grant = `GRANT pg_monitor TO ${sanitize(quotedUser)}`;
		return [...checks, warn(tableCheck('horizon-hidden', {hidden: unseen, grant}))];
	}
	return checks.length > 0 ? checks : [pass(tableCheck('horizon-free'))];
}

/** How the holder can be ended. */
function endOf({kind, active}: HorizonHolder) {
	switch (kind) {
		case 'session':
			return 'terminate';
		case 'prepared-transaction':
			return 'finish-prepared';
		case 'standby-feedback':
			return 'standby-query';
		default:
			return active === false ? 'drop-slot' : null;
	}
}

type Right = 'vacuum' | 'maintain' | 'own';

/** Blocks a table that this role may not act on: the server would only warn, or fail in the middle of the run. */
export function obstacleChecks(
	table: ActionTable,
	right: Right,
	{quotedUser, versionNumber}: Pick<ServerIdentity, 'quotedUser' | 'versionNumber'>,
): Check[] {
	const name = sanitize(table.name);
	const about = {object: name};
	if (table.apart) return [block(tableCheck('not-user-table'), about)];
	const may = {vacuum: table.mayVacuum, maintain: table.maintains, own: table.owned}[right];
	if (may) return [];
	const owner = sanitize(table.owner);
	if (right === 'own' || versionNumber < 170_000) return [block(tableCheck('not-owner', {owner}), about)];
	const grant = `GRANT MAINTAIN ON ${name} TO ${sanitize(quotedUser)}`;
	return [block(tableCheck('not-maintainer', {owner, grant}), about)];
}

/** Warns of requested objects that no longer exist; the others are still handled. */
export function goneChecks(asked: number, found: number, kind: 'indexes' | 'tables'): Check[] {
	return found < asked ? [warn(tableCheck('gone', {asked, found, kind}))] : [];
}
