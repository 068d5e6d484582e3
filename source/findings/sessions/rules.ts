import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {type BlockingNode, blockingTree} from '../../domain/blocking/blocking-tree.ts';
import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {RuleId} from '../../domain/findings/rules.ts';
import type {Blocking} from '../../domain/sessions/schema.ts';
import {isIdleInTransaction, partyWords, stateWords} from '../../domain/sessions/words.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {count, duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {judged, part, together, unseen} from '../known.ts';

/** What of a statement is enough to know it again. */
const queryLength = 120;

const before = (sampledAt: Date, milliseconds: number | null): Date | null =>
	milliseconds === null ? null : new Date(sampledAt.getTime() - milliseconds);

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

/** What other roles' sessions do is hidden from a role without pg_monitor: then nothing is known of them, and that is said. */
const hiddenSessions = (rule: RuleId, {sessions}: Sections): Judged =>
	unseen(rule, sessions, ({hidden}) =>
		hidden === 0
			? undefined
			: {
					reason: `the state of ${plural(hidden, 'session')} is hidden from this role`,
					requires: 'pg_monitor',
				},
	);

/** Who holds up others and waits for nobody: each root of the blocking tree whose longest waiter has waited long enough. */
export function blockingRule(
	{blocking}: Sections,
	{blockedSeconds, blockedCriticalSeconds}: Thresholds,
): Judged {
	const rootsOf = (value: Blocking) =>
		blockingTree(value).filter(({depth, heldUp}) => depth === 0 && heldUp > 0);
	// How long they wait is not known to who may not read them before 14: a moment is no finding.
	const unknown = unseen('blocking', blocking, value => {
		const open = rootsOf(value).filter(({longestMs}) => longestMs === null);
		// One that was gone between two looks waits no longer: that is no lack of a right.
		const hidden = value.parties.some(({wait, session}) => wait !== null && session?.hidden === true);
		if (open.length === 0 || !hidden) return undefined;
		const held = open.reduce((sum, {heldUp}) => sum + heldUp, 0);
		const blockers = open.map(({party}) => partyWords(party)).join(', ');
		return {
			reason: `${plural(held, 'session')} blocked by ${blockers}: the wait time is hidden from this role`,
			requires: 'pg_monitor',
		};
	});
	const found = judged('blocking', blocking, (value, sampledAt) =>
		rootsOf(value)
			.filter(({longestMs}) => longestMs !== null && longestMs >= blockedSeconds * 1000)
			.map((node): FindingDraft => {
				const {party, heldUp, longestMs, circle} = node;
				const waits = longestMs === null ? '' : `, the longest for ${duration(longestMs)}`;
				const idle = party.session !== null && isIdleInTransaction(party.session);
				return {
					id: `blocking:${party.id}`,
					rule: 'blocking',
					severity: (longestMs ?? 0) >= blockedCriticalSeconds * 1000 ? 'critical' : 'warning',
					about: partyWords(party),
					title: `${partyWords(party)} holds up ${plural(heldUp, 'session')}${waits}`,
					pane: 'blocking',
					row: party.id,
					since: before(sampledAt, longestMs),
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
	return together(found, unknown);
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
	sections: Sections,
	{idleInTransactionSeconds, idleInTransactionCriticalSeconds}: Thresholds,
): Judged {
	const found = judged('idle-in-transaction', sections.sessions, ({rows}, sampledAt) =>
		rows
			.filter(row => isIdleInTransaction(row) && (row.stateMs ?? 0) >= idleInTransactionSeconds * 1000)
			.map((row): FindingDraft => {
				const aborted = row.state === 'idle in transaction (aborted)';
				return {
					id: `idle-in-transaction:${sessionId(row)}`,
					rule: 'idle-in-transaction',
					severity: (row.stateMs ?? 0) >= idleInTransactionCriticalSeconds * 1000 ? 'critical' : 'warning',
					about: whoIs(row),
					title: `${whoIs(row)} is ${row.state} for ${duration(row.stateMs)}`,
					pane: 'sessions',
					row: sessionId(row),
					since: before(sampledAt, row.stateMs),
					evidence: [
						`Its transaction is open for ${duration(row.transactionMs)}${row.xid === null ? ' and has written nothing' : ' and has written'}.`,
						...horizonOf(row, sections),
						...(row.query === null ? [] : [`Its last statement: ${shortQuery(row)}`]),
					],
					help: aborted
						? 'Its transaction has failed and only waits for ROLLBACK: terminate it with x on the sessions.'
						: 'Ask its application, or terminate it with x on the sessions; idle_in_transaction_session_timeout prevents it.',
				};
			}),
	);
	return together(found, hiddenSessions('idle-in-transaction', sections));
}

/** One that has written holds VACUUM back also while it has no snapshot: that stands with the horizon. */
function horizonOf({pid, xminAge}: SessionRow, {vacuum}: Sections): string[] {
	const holders = shownValue(part(vacuum, ({horizon}) => horizon))?.value.holders ?? [];
	const held = holders.find(holder => holder.kind === 'session' && holder.pid === pid)?.age ?? 0;
	const age = Math.max(xminAge ?? 0, held);
	return age === 0 ? [] : [`It keeps what died in the last ${count(age)} transactions from VACUUM.`];
}

/**
Statements and transactions that go on for long. What replication and maintenance do is theirs to do, and who waits for a
lock is not the culprit: that one is a finding by itself.
*/
export function longRunningRule(
	sections: Sections,
	{longQuerySeconds, longTransactionSeconds}: Thresholds,
): Judged {
	const found = judged('long-running', sections.sessions, ({rows}, sampledAt) =>
		rows
			.filter(row => row.type === 'client backend' && !row.own && !isIdleInTransaction(row))
			.filter(({waitType}) => waitType !== 'Lock')
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
						rule: 'long-running',
						severity: open ? 'warning' : 'info',
						about: whoIs(row),
						title: `${whoIs(row)} ${what}`,
						pane: 'sessions',
						row: sessionId(row),
						since: before(sampledAt, open ? row.transactionMs : row.queryMs),
						evidence: [
							...horizonOf(row, sections),
							...(row.query === null ? [] : [`Its statement: ${shortQuery(row)}`]),
						],
						help: 'See its plan with e on the sessions; cancel it with x if nobody waits for it.',
					},
				];
			}),
	);
	return together(found, hiddenSessions('long-running', sections));
}
