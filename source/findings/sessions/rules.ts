import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {type BlockingNode, blockingTree} from '../../domain/blocking/blocking-tree.ts';
import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {RuleId} from '../../domain/findings/rules.ts';
import type {Blocking} from '../../domain/sessions/schema.ts';
import {isAborted, isIdleInTransaction, partyWords, stateWords} from '../../domain/sessions/words.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {count, duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {judged, part, together, unseen} from '../known.ts';
import {sessionFinding} from './words.ts';

/** Enough of a statement to recognize it. */
const queryLength = 120;

const before = (sampledAt: Date, milliseconds: number | null): Date | null =>
	milliseconds === null ? null : new Date(sampledAt.getTime() - milliseconds);

function shortQuery({query}: SessionRow): string {
	const text = oneLine(query ?? '')
		.replaceAll(/\s+/g, ' ')
		.trim();
	return text.length > queryLength ? `${text.slice(0, queryLength)}...` : text;
}

function describe({pid, user, application, database}: SessionRow): string {
	const program = application ? ` "${oneLine(application)}"` : '';
	return `${pid}${program} of ${user ?? 'n/a'} in ${database ?? 'no database'}`;
}

/** Without pg_monitor, sessions of other roles are hidden: the rule then says that it knows nothing about them. */
const hiddenSessions = (rule: RuleId, {sessions}: Sections): Judged =>
	unseen(rule, sessions, ({hidden}) =>
		hidden === 0
			? undefined
			: {
					reason: `the state of ${plural(hidden, 'session')} is hidden from this role`,
					requires: 'pg_monitor',
				},
	);

/** Roots of the blocking tree whose longest waiter has waited for long enough. */
export function blockingRule(
	{blocking}: Sections,
	{blockedSeconds, blockedCriticalSeconds}: Thresholds,
): Judged {
	const rootsOf = (value: Blocking) =>
		blockingTree(value).filter(({depth, blocked}) => depth === 0 && blocked > 0);
	// Before 14 the wait time of hidden sessions is unknown.
	const unknown = unseen('blocking', blocking, value => {
		const open = rootsOf(value).filter(({longestMs}) => longestMs === null);
		// A session that ended between two queries is not hidden.
		const hidden = value.parties.some(({wait, session}) => wait !== null && session?.hidden === true);
		if (open.length === 0 || !hidden) return undefined;
		const held = open.reduce((sum, {blocked}) => sum + blocked, 0);
		const blockers = open.map(({party}) => partyWords(party)).join(', ');
		return {
			reason: `${plural(held, 'session')} blocked by ${blockers}: the wait time is hidden from this role`,
			requires: 'pg_monitor',
		};
	});
	const found = judged('blocking', blocking, (value, sampledAt) =>
		rootsOf(value)
			.filter(({longestMs}) => longestMs !== null && longestMs >= blockedSeconds * 1000)
			.map(
				(node): FindingDraft => ({
					...titled(blockingTitle(node)),
					id: `blocking:${node.party.id}`,
					rule: 'blocking',
					severity: (node.longestMs ?? 0) >= blockedCriticalSeconds * 1000 ? 'critical' : 'warning',
					about: partyWords(node.party),
					pane: 'blocking',
					row: node.party.id,
					since: before(sampledAt, node.longestMs),
					evidence: blockingEvidence(node),
					help: blockingHelp[blockingCase(node)],
				}),
			),
	);
	return together(found, unknown);
}

type BlockingCase = 'deadlock' | 'blocked-by-prepared' | 'blocked-by-idle-session' | 'blocked-by-session';

const blockingHelp: Readonly<Record<BlockingCase, string>> = {
	deadlock: 'The sessions wait for each other: the server ends one of them after deadlock_timeout.',
	'blocked-by-prepared':
		'Run COMMIT PREPARED or ROLLBACK PREPARED in its database, or press x on the blocking pane.',
	'blocked-by-idle-session':
		'It is idle in transaction, so a cancel has no effect: terminate it with x on the blocking pane.',
	'blocked-by-session':
		'Cancel its statement with x on the blocking pane; if that is not enough, terminate it.',
};

function blockingCase({party, deadlock}: BlockingNode): BlockingCase {
	if (deadlock) return 'deadlock';
	if (party.prepared) return 'blocked-by-prepared';
	return party.session && isIdleInTransaction(party.session)
		? 'blocked-by-idle-session'
		: 'blocked-by-session';
}

function blockingTitle(node: BlockingNode) {
	const {party, blocked, longestMs} = node;
	return sessionFinding(blockingCase(node), {blocker: partyWords(party), sessions: blocked, longestMs});
}

function blockingEvidence({party}: BlockingNode): string[] {
	const {session, prepared} = party;
	if (prepared)
		return [`Prepared ${prepared.preparedMs === null ? 'n/a' : `${duration(prepared.preparedMs)} ago`}.`];
	if (!session) return ['The session ended before it could be read.'];
	return [
		`${stateWords(session)}, transaction open for ${duration(session.transactionMs)}.`,
		...(session.query === null
			? []
			: [`${session.state === 'active' ? 'Statement' : 'Last statement'}: ${shortQuery(session)}`]),
	];
}

/** Idle sessions with an open transaction, which keeps its locks and holds back the xmin horizon. */
export function idleInTransactionRule(
	sections: Sections,
	{idleInTransactionSeconds, idleInTransactionCriticalSeconds}: Thresholds,
): Judged {
	const found = judged('idle-in-transaction', sections.sessions, ({rows}, sampledAt) =>
		rows
			.filter(row => isIdleInTransaction(row) && (row.stateMs ?? 0) >= idleInTransactionSeconds * 1000)
			.map((row): FindingDraft => {
				const aborted = isAborted(row);
				const facts = {session: describe(row), idleMs: row.stateMs};
				return {
					...titled(aborted ? sessionFinding('aborted', facts) : sessionFinding('idle', facts)),
					id: `idle-in-transaction:${sessionId(row)}`,
					rule: 'idle-in-transaction',
					severity: (row.stateMs ?? 0) >= idleInTransactionCriticalSeconds * 1000 ? 'critical' : 'warning',
					about: describe(row),
					pane: 'sessions',
					row: sessionId(row),
					since: before(sampledAt, row.stateMs),
					evidence: [
						`Transaction open for ${duration(row.transactionMs)}, has ${row.xid === null ? 'written nothing' : 'written'}.`,
						...horizonOf(row, sections),
						...(row.query === null ? [] : [`Last statement: ${shortQuery(row)}`]),
					],
					help: aborted
						? 'Its transaction has failed and waits for ROLLBACK: terminate the session with x on the sessions pane.'
						: 'Ask the owner of the application, or terminate the session with x on the sessions pane; idle_in_transaction_session_timeout prevents it.',
				};
			}),
	);
	return together(found, hiddenSessions('idle-in-transaction', sections));
}

/** A transaction that has written holds back the xmin horizon even without a snapshot: the vacuum section has that. */
function horizonOf({pid, xminAge}: SessionRow, {vacuum}: Sections): string[] {
	const holders = shownValue(part(vacuum, ({horizon}) => horizon))?.value.holders ?? [];
	const held = holders.find(holder => holder.kind === 'session' && holder.pid === pid)?.age ?? 0;
	const age = Math.max(xminAge ?? 0, held);
	return age === 0
		? []
		: [
				`It holds back the xmin horizon by ${count(age)} transactions: VACUUM can't remove newer dead tuples.`,
			];
}

/**
Long statements and transactions of clients. Replication and maintenance may take long, and a session that waits for a
lock is reported through its blocker.
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
				const session = describe(row);
				const title = open
					? sessionFinding('long-transaction', {session, transactionMs: row.transactionMs})
					: sessionFinding('long-statement', {session, statementMs: row.queryMs});
				return [
					{
						...titled(title),
						id: `long-running:${sessionId(row)}`,
						rule: 'long-running',
						severity: open ? 'warning' : 'info',
						about: session,
						pane: 'sessions',
						row: sessionId(row),
						since: before(sampledAt, open ? row.transactionMs : row.queryMs),
						evidence: [
							...horizonOf(row, sections),
							...(row.query === null ? [] : [`Statement: ${shortQuery(row)}`]),
						],
						help: 'Show its query plan with e on the sessions pane; cancel it with x if its result is not needed.',
					},
				];
			}),
	);
	return together(found, hiddenSessions('long-running', sections));
}
