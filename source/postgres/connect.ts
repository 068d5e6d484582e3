import postgres from 'postgres';
import type {ConnectionSettings, TargetSession} from './connection-settings.ts';
import {createDialer} from './dial.ts';
import {type ServerState, suits} from './target-session.ts';

export type Sql = postgres.Sql<{bigint: number; numeric: number; timestamp: string}>;

/**
What a connection is for decides its time-outs. `sampling` is always open and asks tiny questions; `analytics` reads
the request log and catalogs and closes itself when idle; `action` runs one plan; `watch` looks on while it does.
`measure` reads one table or index to its end, which was asked for, and can be cancelled.
`defaults` asks what a session is given that says nothing itself: its questions are read-only transactions each.
*/
export type Purpose = 'sampling' | 'analytics' | 'measure' | 'action' | 'watch' | 'defaults';

type SessionSettings = Readonly<Record<string, string>>;

/**
By their estimates the questions on the catalog look dear enough to be compiled (jit_above_cost), which takes the server
seconds each time they run, even where their plan is kept; and then they run for milliseconds.
*/
const uncompiled = {jit: 'off'} as const;

/** lock_timeout is short on everything that reads: a question of ours must never queue behind an ALTER TABLE. */
const sessions: Readonly<Record<Purpose, SessionSettings>> = {
	sampling: {
		...uncompiled,
		default_transaction_read_only: 'on',
		statement_timeout: '2000',
		lock_timeout: '100',
		idle_in_transaction_session_timeout: '10000',
	},
	analytics: {
		...uncompiled,
		default_transaction_read_only: 'on',
		statement_timeout: '5000',
		lock_timeout: '100',
		idle_in_transaction_session_timeout: '10000',
		// Parallel workers would answer sooner, and take the cores that the server's own users need.
		max_parallel_workers_per_gather: '0',
		// Quantiles sort the window: with the default of 4 MB a day of requests goes through temporary files, which
		// would then show as the server's own.
		work_mem: '64MB',
	},
	measure: {
		default_transaction_read_only: 'on',
		statement_timeout: '600000',
		lock_timeout: '100',
		max_parallel_workers_per_gather: '0',
	},
	// A run sets its own: CONCURRENTLY must never meet a short one, not even one that the role was given.
	action: {},
	defaults: {
		...uncompiled,
		statement_timeout: '2000',
		lock_timeout: '100',
	},
	watch: {
		...uncompiled,
		default_transaction_read_only: 'on',
		statement_timeout: '1000',
		lock_timeout: '100',
	},
};

export function sessionSettings(purpose: Purpose): SessionSettings {
	return sessions[purpose];
}

const asNumber = {to: 20, from: [20, 1700], serialize: String, parse: Number};
// The form that the snapshot's JSON has too, so that one schema reads both.
const asIsoTime = {
	to: 1184,
	from: [1184],
	serialize: (value: Date | string) => (value instanceof Date ? value.toISOString() : value),
	// Infinity, and years that the form has no room for, are no time that could be shown: null.
	parse: (text: string) => {
		const date = new Date(text);
		const year = date.getUTCFullYear();
		return year >= 0 && year <= 9999 ? date.toISOString() : null;
	},
};

/**
A connection (one, never a pool) that opens at its first statement and opens again after a loss; one for an action does
not, which would go on without its lock and its settings.
Statements have no names at first: those break under a transaction pooler (named-statements.ts).
@param startup false sends no settings with the connection, for poolers that refuse them
@param onNotice what the server says beside its answers; by default nobody listens
*/
export function openConnection(
	connection: ConnectionSettings,
	purpose: Purpose,
	startup = true,
	onNotice: (notice: postgres.Notice) => void = () => undefined,
): Sql {
	const dialer = createDialer(connection, hasWantedState);
	const options: postgres.Options<Record<string, never>> = {
		// For the driver's messages alone, and one: with several it keeps errors to itself.
		...({host: [connection.hosts.join(',')], port: [connection.ports[0] ?? 5432]} as object),
		...({socket: () => dialer.socket(), ssl: false, sslnegotiation: null} as object),
		database: connection.database,
		username: connection.user,
		// A function: without one the driver would look into the environment by itself.
		password: () => connection.password ?? '',
		max: 1,
		prepare: false,
		fetch_types: false,
		connect_timeout: connection.connectTimeoutSeconds,
		max_lifetime: null,
		...(purpose === 'analytics' ? {idle_timeout: 60} : {}),
		// When to try again is the sampler's decision.
		backoff: () => 0,
		// The default prints notices over the screen.
		onnotice: onNotice,
		types: {bigint: asNumber, timestamp: asIsoTime} as never,
		connection: {
			application_name: connection.applicationName,
			// Times are read in one form, whatever the role's own settings are. Poolers know these two.
			DateStyle: 'ISO',
			TimeZone: 'UTC',
			...(connection.options ? {options: connection.options} : {}),
			...(startup ? sessions[purpose] : {}),
		},
	};
	// A reserved connection that is gone takes further statements and never answers (postgres 3.4): ended, it refuses them.
	options.onclose = () => {
		dialer.closed();
		if (purpose === 'action') void sql.end({timeout: 0});
		else sql.options.prepare = false;
	};
	const sql = withoutDriverVariables(() => postgres(options) as unknown as Sql);
	return sql;
}

/** target_session_attrs is ours to obey: the driver would read it from the environment, and judge by our own settings. */
function withoutDriverVariables<T>(work: () => T): T {
	const {PGTARGETSESSIONATTRS: kept} = process.env;
	delete process.env.PGTARGETSESSIONATTRS;
	try {
		return work();
	} finally {
		if (kept !== undefined) process.env.PGTARGETSESSIONATTRS = kept;
	}
}

/** Asks over a connection of its own, whose settings are the server's: those of a purpose would read as its state. */
async function hasWantedState(connection: ConnectionSettings, wanted: TargetSession, second: boolean) {
	const sql = openConnection(connection, 'action', false);
	try {
		const [state] = await sql<ServerState[]>`
			select /* pgdeck */
				pg_catalog.pg_is_in_recovery() as "inRecovery",
				pg_catalog.current_setting('transaction_read_only') operator(pg_catalog.=) 'on' as "readOnly"`;
		return state !== undefined && suits(state, wanted, second);
	} finally {
		await sql.end({timeout: 0});
	}
}
