import {blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import type {Blocking, Sessions, Wait} from '../../domain/sessions/schema.ts';
import {partyWords, seenCount, stateWords, waitWords} from '../../domain/sessions/words.ts';
import type {Waits} from '../../domain/waits/schema.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {LocksValue} from '../../queries/locks/locks.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {type DrawTable, facts} from './still-table.ts';

/** Sessions, the longest transaction first. */
export function sessionsText({all, hidden, rows}: Sessions, table: DrawTable): string {
	const known = (row: SessionRow, ms: number | null) =>
		ms === null ? (row.hidden ? 'n/a' : '-') : duration(ms);
	const sorted = rows.toSorted((a, b) => (b.transactionMs ?? -1) - (a.transactionMs ?? -1));
	return [
		table(
			sorted.map(row => ({
				pid: `${row.pid}`,
				user: row.user ?? '-',
				database: row.database ?? '-',
				application: row.application || '-',
				client: row.client ?? (row.hidden ? 'n/a' : '-'),
				state: stateWords(row),
				query: known(row, row.queryMs),
				transaction: known(row, row.transactionMs),
				session: known(row, row.sessionMs),
				'waits on': waitWords(row) || '-',
				statement: row.hidden ? 'n/a' : (row.query ?? '-'),
			})),
		),
		...(rows.length < all ? [`  ${plural(all - rows.length, 'more session')} not shown`] : []),
		...(hidden > 0 ? [`  ${plural(hidden, 'session')} of other roles hidden: requires pg_monitor`] : []),
	].join('\n');
}

/** Blocking trees, one indented line per session. */
export function blockingText(blocking: Blocking): string {
	const nodes = blockingTree(blocking);
	if (nodes.length === 0) return '  no session waits for a lock';
	const lines = nodes.map(({party, depth, blocked, deadlock}) => {
		const {session, prepared, wait} = party;
		const parts = [
			deadlock ? 'deadlock' : '',
			session ? stateWords(session) : prepared ? 'prepared' : 'ended',
			session && session.transactionMs !== null
				? `transaction open for ${duration(session.transactionMs)}`
				: '',
			prepared && prepared.preparedMs !== null ? `for ${duration(prepared.preparedMs)}` : '',
			blocked > 0 ? `blocks ${plural(blocked, 'session')}` : '',
			wait ? waitText(wait) : '',
			session?.query ? oneLine(session.query).slice(0, 100) : '',
		];
		return `  ${'  '.repeat(depth)}${oneLine(partyWords(party))}: ${parts.filter(Boolean).join(', ')}`;
	});
	const {asked, waiting} = blocking;
	const rest = asked < waiting ? [`  ${plural(waiting - asked, 'more waiting session')} not shown`] : [];
	return [...lines, ...rest].join('\n');
}

function waitText({ms, since, thing, mode}: Wait): string {
	const object = thing ? oneLine(thingWords(thing)) : 'a lock';
	const time =
		ms === null ? 'waits' : `blocked for ${since === 'statement' ? 'at most ' : ''}${duration(ms)}, waits`;
	return `${time} for ${object}${mode === null ? '' : ` ${modeWords(mode)}`}`;
}

/** Locks, waiting ones first. */
export function locksText({all, rows}: LocksValue, table: DrawTable): string {
	return [
		table(
			rows.map(row => ({
				on: thingWords(row),
				mode: modeWords(row.mode),
				status: row.granted ? 'granted' : 'waiting',
				pid: row.pid === 0 ? `prepared ${row.gid ?? '?'}` : `${row.pid}`,
				user: row.user ?? '-',
				application: row.application || '-',
				state: row.state ?? 'n/a',
				waited: row.granted ? '-' : duration(row.waitMs),
				transaction: duration(row.transactionMs),
			})),
		),
		...(rows.length < all ? [`  ${plural(all - rows.length, 'more lock')} not shown`] : []),
	].join('\n');
}

/** The last sample of wait events. */
export function waitsText({points}: Waits, table: DrawTable): string {
	const last = points.at(-1);
	const active = (last?.counts ?? []).reduce((sum, {count}) => sum + count, 0);
	const hidden = last?.hidden ?? 0;
	const aside = hidden > 0 ? `, ${hidden} hidden (requires pg_monitor)` : '';
	return [
		facts([['active', `${seenCount(active, hidden)}${aside}`]]),
		table(
			(last?.counts ?? [])
				.toSorted((a, b) => b.count - a.count)
				.map(({class: name, event, count}) => ({class: name, event, sessions: String(count)})),
		),
	].join('\n');
}
