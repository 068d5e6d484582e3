import {count, duration, plural} from '../format/quantities.ts';
import type {SessionRow} from '../queries/sessions.ts';
import type {Thresholds} from '../settings/thresholds.ts';
import {sessionId} from '../snapshot/blocking-graph.ts';
import {type BlockingNode, blockingTree} from '../snapshot/blocking-tree.ts';
import type {FindingDraft, Judged} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {isIdleInTransaction, partyWords, stateWords} from '../snapshot/session-words.ts';
import {oneLine} from '../terminal/sanitise.ts';
import {judged} from './known.ts';

/** What of a statement is enough to know it again. */
const queryLength = 120;

const before = (now: Date, milliseconds: number | null): Date | null =>
	milliseconds === null ? null : new Date(now.getTime() - milliseconds);

function shortQuery({query}: SessionRow): string {
	const text = oneLine(query ?? '')
		.replaceAll(/\s+/g, ' ')
		.trim();
	return text.length > queryLength ? `${text.slice(0, queryLength)}...` : text;
}

function whoIs({pid, user, application, database}: SessionRow): string {
	const program = application ? ` "${oneLine(application)}"` : '';
	return `${pid}${program} of ${user ?? 'n/a'} in ${database ?? 'no database'}`;
}

/** Who holds up others and waits for nobody: each root of the blocking tree whose longest waiter has waited long enough. */
export function blockingRule(
	{blocking}: Sections,
	now: Date,
	{blockedSeconds, blockedCriticalSeconds}: Thresholds,
): Judged {
	return judged('blocking', blocking, value =>
		blockingTree(value)
			.filter(({depth, heldUp}) => depth === 0 && heldUp > 0)
			.filter(({longestMs}) => longestMs === null || longestMs >= blockedSeconds * 1000)
			.map((node): FindingDraft => {
				const {party, heldUp, longestMs, circle} = node;
				const waits = longestMs === null ? '' : `, the longest for ${duration(longestMs)}`;
				const idle = party.session !== null && isIdleInTransaction(party.session);
				return {
					id: `blocking:${party.id}`,
					rule: 'blocking',
					severity: (longestMs ?? 0) >= blockedCriticalSeconds * 1000 ? 'critical' : 'warning',
					title: `${partyWords(party)} holds up ${plural(heldUp, 'session')}${waits}`,
					pane: 'blocking',
					row: party.id,
					since: before(now, longestMs),
					evidence: blockingEvidence(node),
					help: circle
						? 'They wait for each other: the server ends one of them after deadlock_timeout.'
						: party.prepared
							? 'Finish it: COMMIT PREPARED or ROLLBACK PREPARED, in its database; x on the blocking pane.'
							: idle
								? 'It is idle in its transaction: a cancel does nothing, terminate it with x on the blocking pane.'
								: 'Cancel its statement with x on the blocking pane; terminate it if that is not enough.',
				};
			}),
	);
}

function blockingEvidence({party}: BlockingNode): string[] {
	const {session, prepared} = party;
	if (prepared)
		return [`Prepared ${prepared.preparedMs === null ? 'n/a' : `${duration(prepared.preparedMs)} ago`}.`];
	if (!session) return ['It was gone at the look at it.'];
	return [
		`${stateWords(session)}, transaction open for ${duration(session.transactionMs)}.`,
		...(session.query === null ? [] : [`Its statement: ${shortQuery(session)}`]),
	];
}

/** Sessions that leave a transaction open: it keeps its locks, and VACUUM from removing what died since. */
export function idleInTransactionRule(
	{sessions}: Sections,
	now: Date,
	{idleInTransactionSeconds, idleInTransactionCriticalSeconds}: Thresholds,
): Judged {
	return judged('idle in transaction', sessions, ({rows}) =>
		rows
			.filter(row => isIdleInTransaction(row) && (row.stateMs ?? 0) >= idleInTransactionSeconds * 1000)
			.map((row): FindingDraft => {
				const aborted = row.state === 'idle in transaction (aborted)';
				return {
					id: `idle-in-transaction:${sessionId(row)}`,
					rule: 'idle in transaction',
					severity: (row.stateMs ?? 0) >= idleInTransactionCriticalSeconds * 1000 ? 'critical' : 'warning',
					title: `${whoIs(row)} is ${row.state} for ${duration(row.stateMs)}`,
					pane: 'sessions',
					row: sessionId(row),
					since: before(now, row.stateMs),
					evidence: [
						`Its transaction is open for ${duration(row.transactionMs)}${row.xid === null ? ' and has written nothing' : ' and has written'}.`,
						...(row.xminAge === null
							? []
							: [`It keeps what died in the last ${count(row.xminAge)} transactions from VACUUM.`]),
						...(row.query === null ? [] : [`Its last statement: ${shortQuery(row)}`]),
					],
					help: aborted
						? 'Its transaction has failed and only waits for ROLLBACK: terminate it with x on the sessions.'
						: 'Ask its application, or terminate it with x on the sessions; idle_in_transaction_session_timeout prevents it.',
				};
			}),
	);
}

/** Statements and transactions that go on for long. What replication and maintenance do is theirs to do. */
export function longRunningRule(
	{sessions}: Sections,
	now: Date,
	{longQuerySeconds, longTransactionSeconds}: Thresholds,
): Judged {
	return judged('long running', sessions, ({rows}) =>
		rows
			.filter(row => row.type === 'client backend' && !row.own && !isIdleInTransaction(row))
			.flatMap((row): FindingDraft[] => {
				const long = (row.queryMs ?? 0) >= longQuerySeconds * 1000;
				const open = (row.transactionMs ?? 0) >= longTransactionSeconds * 1000;
				if (!long && !open) return [];
				const what = open
					? `has a transaction open for ${duration(row.transactionMs)}`
					: `runs a statement for ${duration(row.queryMs)}`;
				return [
					{
						id: `long-running:${sessionId(row)}`,
						rule: 'long running',
						severity: open ? 'warning' : 'info',
						title: `${whoIs(row)} ${what}`,
						pane: 'sessions',
						row: sessionId(row),
						since: before(now, open ? row.transactionMs : row.queryMs),
						evidence: row.query === null ? [] : [`Its statement: ${shortQuery(row)}`],
						help: 'See its plan with e on the sessions; cancel it with x if nobody waits for it.',
					},
				];
			}),
	);
}
