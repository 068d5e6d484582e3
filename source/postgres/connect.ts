import postgres from 'postgres';
import type {ConnectionSettings, TargetSession} from './connection-settings.ts';
import {createDialer} from './dial.ts';
import {type ServerState, suits} from './target-session.ts';

export type Sql = postgres.Sql<{bigint: number; numeric: number; timestamp: string}>;

/**
The purpose of a connection decides its timeouts. `sampling` is always open and runs short queries; `analytics` reads
the request log and catalogs, and closes when idle; `action` runs one plan; `watch` observes that run; `measure` reads
one table or index and can be cancelled; `defaults` reads the settings that a session gets from the server.
*/
export type Purpose = 'sampling' | 'analytics' | 'measure' | 'action' | 'watch' | 'defaults';

type SessionSettings = Readonly<Record<string, string>>;

/**
The planner's estimates for catalog queries exceed jit_above_cost, and compiling would take seconds each time, for
queries that run for milliseconds.
*/
const uncompiled = {jit: 'off'} as const;

/** Every reading connection has a short lock_timeout, so that pgdeck never queues behind an ALTER TABLE. */
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
		// Parallel workers would take cores from the server's own users.
		max_parallel_workers_per_gather: '0',
		// Percentiles sort the window. The default of 4 MB would spill a day of requests to temporary files, which
		// would count as the server's own.
		work_mem: '64MB',
	},
	measure: {
		default_transaction_read_only: 'on',
		statement_timeout: '600000',
		lock_timeout: '100',
		max_parallel_workers_per_gather: '0',
	},
	// A run sets its own: a short one must never hit CONCURRENTLY, not even one that belongs to the role.
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
// The form of times in the snapshot's JSON, so that one schema reads both.
const asIsoTime = {
	to: 1184,
	from: [1184],
	serialize: (value: Date | string) => (value instanceof Date ? value.toISOString() : value),
	// Infinity and years beyond the form become null.
	parse: (text: string) => {
		const date = new Date(text);
		const year = date.getUTCFullYear();
		return year >= 0 && year <= 9999 ? date.toISOString() : null;
	},
};

/**
A single connection that opens at its first statement and reopens after a loss. An action's connection does not reopen,
because the run would go on without its lock and settings. Statements start unnamed, because names break under a
transaction pooler (named-statements.ts).
@param startup false sends no settings with the connection, for poolers that reject them
@param onNotice receives notices; by default they are ignored
*/
export function openConnection(
	connection: ConnectionSettings,
	purpose: Purpose,
	startup = true,
	onNotice: (notice: postgres.Notice) => void = () => undefined,
): Sql {
	const dialer = createDialer(connection, hasWantedState);
	const options: postgres.Options<Record<string, never>> = {
		// Used in the driver's messages only. One name, because with several the driver hides errors.
		...({host: [connection.hosts.join(',')], port: [connection.ports[0] ?? 5432]} as object),
		...({socket: () => dialer.socket(), ssl: false, sslnegotiation: null} as object),
		database: connection.database,
		username: connection.user,
		// A function, because the driver would otherwise read the environment.
		password: () => connection.password ?? '',
		max: 1,
		prepare: false,
		fetch_types: false,
		connect_timeout: connection.connectTimeoutSeconds,
		max_lifetime: null,
		...(purpose === 'analytics' ? {idle_timeout: 60} : {}),
		// The sampler decides when to reconnect.
		backoff: () => 0,
		// The driver's default prints notices over the screen.
		onnotice: onNotice,
		types: {bigint: asNumber, timestamp: asIsoTime} as never,
		connection: {
			application_name: connection.applicationName,
			// One form of times, whatever the role's settings are. Poolers accept these two parameters.
			DateStyle: 'ISO',
			TimeZone: 'UTC',
			...(connection.options ? {options: connection.options} : {}),
			...(startup ? sessions[purpose] : {}),
		},
	};
	// A lost reserved connection accepts statements and never answers (postgres 3.4). After end() it rejects them.
	options.onclose = () => {
		dialer.closed();
		if (purpose === 'action') void sql.end({timeout: 0});
		else sql.options.prepare = false;
	};
	const sql = withoutDriverVariables(() => postgres(options) as unknown as Sql);
	return sql;
}

/**
pgdeck applies target_session_attrs itself, because the driver would read it from the environment and judge by pgdeck's
settings.
*/
function withoutDriverVariables<T>(work: () => T): T {
	const {PGTARGETSESSIONATTRS: kept} = process.env;
	delete process.env.PGTARGETSESSIONATTRS;
	try {
		return work();
	} finally {
		if (kept !== undefined) process.env.PGTARGETSESSIONATTRS = kept;
	}
}

/** Uses a separate connection with the server's own settings, because those of a purpose would hide its state. */
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
