import type {Blocking, Party, Sessions} from '../../source/domain/sessions/schema.ts';
import type {LocksValue} from '../../source/queries/locks/locks.ts';
import type {SessionRow} from '../../source/queries/sessions/sessions.ts';

export const sessionRow = (pid: number, change: Partial<SessionRow> = {}): SessionRow => ({
	pid,
	leaderPid: null,
	backendStart: `2026-11-21T08:00:00.${String(pid).padStart(6, '0')}Z`,
	type: 'client backend',
	database: 'registry',
	user: 'app',
	superuser: false,
	application: 'gateway',
	client: '10.0.0.7',
	hidden: false,
	own: false,
	state: 'active',
	waitType: null,
	wait: null,
	queryMs: 1200,
	transactionMs: 1500,
	stateMs: 1200,
	sessionMs: 1_800_000,
	queryStart: '2026-11-21T08:29:58.800000Z',
	xid: null,
	xminAge: 3,
	queryId: null,
	query: 'select * from request_logs where tenant_id = 7',
	queryShortened: false,
	queryCut: false,
	...change,
});

const idleIn = {state: 'idle in transaction', waitType: 'Client', wait: 'ClientRead', queryMs: null} as const;

/** One session of each kind that the list distinguishes. */
export const sessions: Sessions = {
	all: 9,
	hidden: 1,
	rows: [
		sessionRow(4711, {
			...idleIn,
			application: 'night job',
			transactionMs: 754_000,
			stateMs: 700_000,
			xid: '8123',
			query: 'update orders set state = 2',
		}),
		sessionRow(4712, {
			waitType: 'Lock',
			wait: 'relation',
			queryMs: 60_000,
			transactionMs: 61_000,
			query: 'alter table orders add column note text',
		}),
		sessionRow(4713, {waitType: 'Lock', wait: 'relation', queryMs: 30_000, query: 'select * from orders'}),
		sessionRow(4714, {query: 'select count(*)\n\tfrom request_logs'}),
		sessionRow(4720, {leaderPid: 4714, type: 'parallel worker', queryMs: 1100}),
		sessionRow(4715, {
			state: 'idle',
			waitType: 'Client',
			wait: 'ClientRead',
			queryMs: null,
			transactionMs: null,
			query: 'commit',
		}),
		sessionRow(4716, {
			hidden: true,
			backendStart: null,
			type: null,
			client: null,
			state: null,
			queryMs: null,
			transactionMs: null,
			stateMs: null,
			sessionMs: null,
			queryStart: null,
			xminAge: null,
			query: null,
		}),
		sessionRow(4717, {
			type: 'autovacuum worker',
			user: null,
			client: null,
			application: '',
			query: 'autovacuum: VACUUM public.orders (to prevent wraparound)',
		}),
		sessionRow(4718, {own: true, application: 'pgdeck', client: 'local', query: 'select 1'}),
	],
};

const orders = {
	kind: 'relation',
	relation: 'orders',
	oid: 16_500,
	databaseOid: 16_384,
	here: true,
	detail: null,
};

export function party(pid: number, change: Partial<Party> = {}): Party {
	const session = sessions.rows.find(row => row.pid === pid) ?? sessionRow(pid);
	return {id: `${pid} ${session.backendStart}`, pid, session, prepared: null, wait: null, ...change};
}

export const partyId = (pid: number) => party(pid).id;

/** A reader queued behind an ALTER TABLE that waits for a session idle in transaction. */
export const blocking: Blocking = {
	waiting: 3,
	asked: 3,
	parties: [
		party(4711),
		party(4712, {
			wait: {
				ms: 59_000,
				since: 'lock',
				thing: orders,
				mode: 'AccessExclusiveLock',
				behind: [{id: partyId(4711), holds: ['RowExclusiveLock'], queued: false}],
			},
		}),
		party(4713, {
			wait: {
				ms: 29_000,
				since: 'statement',
				thing: orders,
				mode: 'AccessShareLock',
				behind: [{id: partyId(4712), holds: ['AccessExclusiveLock'], queued: true}],
			},
		}),
		{
			id: 'prepared orphan',
			pid: 0,
			session: null,
			prepared: {
				gid: 'orphan',
				preparedAt: '2026-11-20T08:00:00.000000Z',
				preparedMs: 88_200_000,
				owner: 'app',
				database: 'registry',
			},
			wait: null,
		},
		party(4730, {
			wait: {
				ms: null,
				since: null,
				thing: null,
				mode: null,
				behind: [
					{id: 'prepared orphan', holds: [], queued: false},
					{id: '4799 ?', holds: [], queued: false},
				],
			},
		}),
		{id: '4799 ?', pid: 4799, session: null, prepared: null, wait: null},
	],
};

const lock = {
	...orders,
	pid: 4711,
	backendStart: party(4711).session?.backendStart ?? null,
	gid: null,
	mode: 'RowExclusiveLock',
	granted: true,
	fastPath: false,
	waitMs: null,
	user: 'app',
	application: 'night job',
	state: 'idle in transaction',
	transactionMs: 754_000,
	query: 'update orders set state = 2',
};

export const locks: LocksValue = {
	all: 700,
	modes: [
		{mode: 'AccessExclusiveLock', granted: 0, waiting: 1},
		{mode: 'RowExclusiveLock', granted: 697, waiting: 0},
		{mode: 'AccessShareLock', granted: 1, waiting: 1},
	],
	rows: [
		{...lock, pid: 4712, mode: 'AccessExclusiveLock', granted: false, waitMs: 59_000, state: 'active'},
		{...lock, pid: 4713, mode: 'AccessShareLock', granted: false, state: 'active'},
		lock,
		{
			...lock,
			pid: 4714,
			relation: null,
			databaseOid: 5,
			here: false,
			mode: 'AccessShareLock',
			fastPath: true,
		},
		{
			...lock,
			pid: 0,
			gid: 'orphan',
			kind: 'advisory',
			relation: null,
			oid: null,
			detail: '0:42:1',
			mode: 'ExclusiveLock',
			application: null,
			state: null,
			query: null,
		},
	],
};
