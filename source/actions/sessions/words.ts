import {coder} from '../../format/coded.ts';
import {duration, plural} from '../../format/quantities.ts';

/** Checks of a signal. The session is the object of each check, so the text doesn't name it. */
export const signalCheckWords = {
	// Left out of the plan.
	'skipped-ended': () => 'skipped: the session has ended',
	'skipped-replaced': ({session}: {session: string}) =>
		`skipped: the PID now belongs to another session, ${session}`,
	'skipped-idle': ({state}: {state: string}) => `skipped: ${state}, no statement to cancel`,

	// Obstacles.
	'own-session': () => 'pgdeck made this plan with this session',
	'start-hidden': ({role}: {role: string}) =>
		`its start time is hidden from this role, so pgdeck can't tell it from a later session with the same PID. To allow it: GRANT pg_read_all_stats TO ${role};`,
	'other-pgdeck': () => 'is a pgdeck of your role on this host, probably this one: quit it instead',
	'wal-sender': () => 'sends WAL to a standby or subscriber: a signal would stop replication',
	'parallel-worker': ({leaderPid}: {leaderPid: number | null}) =>
		`parallel worker of session ${leaderPid ?? 'n/a'}: signal that session instead`,
	'wraparound-vacuum': () =>
		'autovacuum to prevent transaction ID wraparound: it would start again at once, with the server closer to refusing writes',
	'background-process': ({type}: {type: string | null}) =>
		`${type ?? 'process of unknown type'}: pgdeck signals client sessions and autovacuum workers only`,
	'autovacuum-superuser': () => 'autovacuum worker: only a superuser may signal it',
	'autovacuum-privilege': ({role}: {role: string}) =>
		`autovacuum worker: requires a superuser or pg_signal_autovacuum_worker. To allow it: GRANT pg_signal_autovacuum_worker TO ${role};`,
	'superuser-session': () => 'belongs to a superuser: only a superuser may signal it',
	'signal-privilege': ({owner, role}: {owner: string | null; role: string}) =>
		`belongs to ${owner ?? 'no role'}: this role may not signal it. To allow it: GRANT pg_signal_backend TO ${role};`,
	'idle-in-transaction': ({state}: {state: string}) =>
		`${state}, no statement to cancel. Terminate the session to roll back its transaction`,
	'no-statement': ({state}: {state: string}) => `${state}, no statement to cancel`,

	// Facts for the decision.
	session: (facts: SessionFacts) => sessionText(facts),
	'locks-held': ({locks, more}: {locks: readonly string[]; more: number}) =>
		`holds ${locks.join(', ')}${more > 0 ? ` and ${plural(more, 'more lock')}` : ''}`,
	'sessions-blocked': ({sessions, longestMs}: {sessions: number; longestMs: number | null}) =>
		`blocks ${plural(sessions, 'session')}${longestMs === null ? '' : ` for up to ${duration(longestMs)}`}`,
	'waits-for-lock': () =>
		'waits for a lock itself: the sessions behind it may then have to wait for its own blocker',
	'no-transaction': () => 'no open transaction, nothing to roll back',
	'nothing-written': ({transactionMs}: {transactionMs: number}) =>
		`its transaction of ${duration(transactionMs)} has written nothing, nothing to roll back`,
	'rolls-back': ({transactionMs, xid}: {transactionMs: number; xid: string}) =>
		`its transaction of ${duration(transactionMs)} has written (xid ${xid}) and rolls back. The rows stay as dead tuples until VACUUM`,
	superuser: () => 'belongs to a superuser',
	autovacuum: () => 'autovacuum worker: autovacuum does the unfinished work again later',
};
export const signalCheck = coder(signalCheckWords);

type SessionFacts = {
	readonly name: string;
	readonly client: string | null;
	readonly database: string | null;
	readonly state: string;
	readonly stateMs: number | null;
	readonly wait: string | null;
	readonly sessionMs: number | null;
	readonly running: boolean;
	readonly statement: string | null;
};

function sessionText(facts: SessionFacts): string {
	const {name, client, database, state, stateMs, wait, sessionMs, running, statement} = facts;
	const parts = [
		`${name}${client === null ? '' : ` from ${client}`}${database === null ? '' : ` in ${database}`}`,
		`${state}${stateMs === null ? '' : ` for ${duration(stateMs)}`}`,
		wait === null ? '' : `waits on ${wait}`,
		`connected for ${duration(sessionMs)}`,
	];
	const last = statement === null ? '' : `. ${running ? 'Statement' : 'Last statement'}: ${statement}`;
	return `${parts.filter(part => part !== '').join(', ')}${last}`;
}

type Still = {
	readonly waitedMs: number;
	readonly state: string | null;
	/** null: it does not wait. */
	readonly wait: string | null;
};

const doing = ({wait}: Still) => (wait === null ? 'working, not waiting' : `waits on ${wait}`);

/** Outcomes of a signal. */
export const signalOutcomeWords = {
	'session-ended': ({tookMs}: {tookMs: number}) => `the session ended after ${duration(tookMs)}`,
	'statement-ended': ({tookMs, state}: {tookMs: number; state: string | null}) =>
		`the statement ended after ${duration(tookMs)}; the session is ${state ?? 'n/a'}`,
	'transaction-aborted': ({tookMs}: {tookMs: number}) =>
		`the statement ended after ${duration(tookMs)}; its transaction is aborted and holds no locks, the client has yet to end it`,
	'ended-meanwhile': () => 'the session ended before the signal was sent',
	'already-ended': () => 'the session had already ended: no signal sent',
	'pid-reused': () => 'the PID now belongs to another session: no signal sent',
	'statement-over': () => 'the statement had already ended: no signal sent',
	'session-changed': () => 'the session is no longer the planned one: no signal sent',
	unknown: ({reason}: {reason: string}) => `signal sent, its effect could not be read: ${reason}`,
	'not-awaited': () => 'signal sent, its effect was not waited for',
	'statement-still-running': (still: Still) =>
		`the statement still runs after ${duration(still.waitedMs)} (${doing(still)}): it rolls back, or can't be interrupted at this point. Wait, or terminate the session`,
	'session-still-there': (still: Still) =>
		`the session is still there after ${duration(still.waitedMs)} (${still.state ?? 'n/a'}; ${doing(still)}): it rolls back, or can't be interrupted at this point. It ends by itself after that`,
};
export const signalResult = coder(signalOutcomeWords);

/** Checks and outcomes of the rollback of a prepared transaction. */
export const preparedWords = {
	prepared: ({owner, preparedMs, transaction}: {owner: string; preparedMs: number; transaction: string}) =>
		`prepared by ${owner} ${duration(preparedMs)} ago as transaction ${transaction}`,
	'changes-lost': () =>
		'its changes are lost for good. If a transaction manager owns it, check there first: other parts may have been committed',
	'other-database': ({database}: {database: string}) =>
		`prepared in database ${database}: connect pgdeck to that database to end it`,
	'other-owner': ({owner}: {owner: string}) =>
		`belongs to ${owner}: only that role or a superuser may end it`,
	ended: () => 'the prepared transaction no longer exists: it was committed or rolled back elsewhere',
	'name-reused': () => 'another prepared transaction now has this name',
	'still-there': () => 'the prepared transaction still exists',
	'rolled-back': () => 'rolled back, its locks are released',
};
export const preparedState = coder(preparedWords);
