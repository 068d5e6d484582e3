import {blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../domain/locks/words.ts';
import type {Blocking, Sessions, Wait} from '../../domain/sessions/schema.ts';
import {partyWords, stateWords, waitWords} from '../../domain/sessions/words.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {LocksValue} from '../../queries/locks/locks.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import type {DrawTable} from './still-table.ts';

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
		...(rows.length < all ? [`  ${plural(all - rows.length, 'session')} more are left out.`] : []),
		...(hidden > 0
			? [`  ${plural(hidden, 'session')} of other roles can't be read: that needs pg_monitor.`]
			: []),
	].join('\n');
}

/** Blocking trees, one indented line per session. */
export function blockingText(blocking: Blocking): string {
	const nodes = blockingTree(blocking);
	if (nodes.length === 0) return '  nobody waits for a lock';
	const lines = nodes.map(({party, depth, heldUp, circle}) => {
		const {session, prepared, wait} = party;
		const parts = [
			circle ? 'deadlock' : '',
			session ? stateWords(session) : prepared ? 'prepared' : 'gone',
			session && session.transactionMs !== null
				? `transaction open for ${duration(session.transactionMs)}`
				: '',
			prepared && prepared.preparedMs !== null ? `for ${duration(prepared.preparedMs)}` : '',
			heldUp > 0 ? `holds up ${heldUp}` : '',
			wait ? waitText(wait) : '',
			session?.query ? oneLine(session.query).slice(0, 100) : '',
		];
		return `  ${'  '.repeat(depth)}${oneLine(partyWords(party))}: ${parts.filter(Boolean).join(', ')}`;
	});
	const {asked, waiting} = blocking;
	const rest = asked < waiting ? [`  ${plural(waiting - asked, 'session')} more wait and are left out.`] : [];
	return [...lines, ...rest].join('\n');
}

function waitText({ms, since, thing, mode}: Wait): string {
	const what = thing ? oneLine(thingWords(thing)) : 'a lock';
	const time = ms === null ? '' : ` for ${since === 'statement' ? 'at most ' : ''}${duration(ms)}`;
	return `waits${time} for ${what}${mode === null ? '' : ` ${modeWords(mode)}`}`;
}

/** Locks, waiting ones first. */
export function locksText({all, rows}: LocksValue, table: DrawTable): string {
	return [
		table(
			rows.map(row => ({
				on: thingWords(row),
				mode: modeWords(row.mode),
				'': row.granted ? 'has' : 'waits',
				pid: row.pid === 0 ? `prepared ${row.gid ?? '?'}` : `${row.pid}`,
				user: row.user ?? '-',
				application: row.application || '-',
				state: row.state ?? 'n/a',
				waited: row.granted ? '-' : duration(row.waitMs),
				transaction: duration(row.transactionMs),
			})),
		),
		...(rows.length < all ? [`  ${plural(all - rows.length, 'lock')} more are left out.`] : []),
	].join('\n');
}
