import {performance} from 'node:perf_hooks';
import {openConnection, type Purpose, type Sql, sessionSettings} from './connect.ts';
import type {ConnectionSettings} from './connection-settings.ts';
import {createNaming} from './named-statements.ts';
import {markStatement} from './own-mark.ts';
import {isConnectionLoss, toServerError} from './server-error.ts';
import {createStopwatch, tripsOf} from './stopwatch.ts';

type Row = Readonly<Record<string, unknown>>;
type Pending = PromiseLike<readonly unknown[]>;
/** The number of round trips of a query, including those through a pooler. */
type Trips = {many: number};

export type Cost = {readonly queries: number; readonly tookMs: number};

/** Sends read-only queries to a server, and counts what they cost so far. */
export type Reader = {
	/** The rows as the driver returns them. Statements sent together are pipelined and answered in order. */
	read(ask: (sql: Sql) => Pending): Promise<readonly Row[]>;
	readonly cost: Cost;
	/** Adds the cost of queries that another account sent. */
	charge(cost: Cost): void;
	/** Whether a pooler is in between: it has rejected the settings of the connection. */
	readonly pooled: boolean;
	/** The same connection with a separate account. */
	metered(): Reader;
	close(): Promise<void>;
};

/**
Added to the server's own timeout, for a slow network. Large catalogs get the most, and the observer of a run gives up
late, because the run would fail with it.
*/
const transferSeconds = {sampling: 2, defaults: 2, watch: 9, analytics: 10, measure: 10};
/** A timer counts the seconds instead of the clock, because a suspended program must not blame the server. */
const secondMs = 1000;

/** PgBouncer's rejection of a startup parameter: "unsupported startup parameter". */
function poolerRefuses(error: unknown): boolean {
	const {code, message} = toServerError(error);
	return (code === '08P01' || code === 'UNKNOWN') && /unsupported startup parameter/i.test(message);
}

function silent(seconds: number): Error {
	const message = `The server took the connection but has not answered for ${seconds} s`;
	return Object.assign(new Error(message), {code: 'ETIMEDOUT'});
}

/**
Settings are sent with the connection. Behind a pooler that rejects them, each query is a read-only transaction that
sets them itself: two round trips slower, but never without its timeouts.
*/
export function openReader(connection: ConnectionSettings, purpose: Exclude<Purpose, 'action'>): Reader {
	let sql = openConnection(connection, purpose);
	let pooled = false;
	let stopwatch = createStopwatch();
	/** Answers on the connection since it was opened, including errors. */
	let answers = 0;
	const naming = createNaming();
	const patience = Number(sessionSettings(purpose).statement_timeout) / 1000 + transferSeconds[purpose];

	async function timed<T>(
		cost: {queries: number; tookMs: number},
		work: (trips: Trips) => PromiseLike<T>,
	): Promise<T> {
		const asked = performance.now();
		const trips = {many: 1};
		let lost = false;
		try {
			return await work(trips);
		} catch (error) {
			// A rejection is faster than any answer, and the next connection may take another route.
			lost = isConnectionLoss(error);
			throw error;
		} finally {
			cost.queries++;
			cost.tookMs += stopwatch.took(asked, performance.now(), trips.many);
			if (lost) stopwatch = createStopwatch();
		}
	}

	function readPooled(ask: (sql: Sql) => Pending): Promise<readonly unknown[]> {
		return sql.begin('read only', async transaction => {
			for (const [name, value] of Object.entries(sessionSettings(purpose))) {
				if (name.endsWith('_timeout') || name === 'jit')
					await transaction`select /* pgdeck */ set_config(${name}, ${value}, true)`;
			}
			// A query may need a transaction for a setting that ends with it. This transaction serves.
			const begin = (_mode: string, work: (own: typeof transaction) => unknown) => work(transaction);
			const statement = ask(Object.assign(transaction, {begin}) as unknown as Sql);
			markStatement(statement);
			return statement;
		}) as Promise<readonly unknown[]>;
	}

	/** Later queries take the other route. */
	function drop(asked: Sql): void {
		if (asked === sql) {
			sql = openConnection(connection, purpose, !pooled);
			answers = 0;
		}
		void asked.end({timeout: 0});
	}

	async function readWithoutPooler(ask: (sql: Sql) => Pending, trips: Trips): Promise<readonly unknown[]> {
		const asked = sql;
		try {
			const statement = ask(asked);
			markStatement(statement);
			naming.name(asked, statement);
			try {
				return await statement;
			} finally {
				trips.many = tripsOf(statement);
			}
		} catch (error) {
			// Between the error of a socket and its end postgres 3.4 accepts statements and never answers them.
			if (error instanceof Error && 'syscall' in error) drop(asked);
			// Pipelined statements all meet the rejection, or lose the connection that the first of them gives up.
			if (!pooled && !poolerRefuses(error)) throw error;
			if (!pooled) {
				pooled = true;
				void sql.end({timeout: 0});
				sql = openConnection(connection, purpose, false);
			}
			return readPooled(ask);
		}
	}

	/**
	A server that vanishes leaves queries open forever, so the connection is dropped when it has been silent for longer
	than the server's own timeout. Pipelined statements are answered in order, so each answer resets the timer for all.
	A connection without an answer so far may still be opening, which has its own timeout.
	*/
	async function answered<T>(work: Promise<T>): Promise<T> {
		const asked = sql;
		const count = (error?: unknown) => {
			if (asked !== sql) return;
			answers = error && isConnectionLoss(error) ? 0 : answers + 1;
			if (answers > 0 && !pooled) naming.answered(sql);
		};
		work.then(() => count(), count);
		let seen = answers;
		let seconds = 0;
		let timer: NodeJS.Timeout | undefined;
		const silence = new Promise<never>((_resolve, reject) => {
			timer = setInterval(() => {
				seconds = answers === seen ? seconds + 1 : 0;
				seen = answers;
				const limit = patience + (answers === 0 ? connection.connectTimeoutSeconds : 0);
				if (seconds < limit) return;
				drop(asked);
				reject(silent(seconds));
			}, secondMs);
			timer.unref();
		});
		try {
			return await Promise.race([work, silence]);
		} finally {
			clearInterval(timer);
		}
	}

	function account(): Reader {
		const cost = {queries: 0, tookMs: 0};
		return {
			cost,
			get pooled() {
				return pooled;
			},
			async read(ask) {
				const rows = await timed(cost, trips =>
					answered(pooled ? readPooled(ask) : readWithoutPooler(ask, trips)),
				);
				return rows as readonly Row[];
			},
			charge({queries, tookMs}) {
				cost.queries += queries;
				cost.tookMs += tookMs;
			},
			metered: account,
			close: () => sql.end({timeout: 0}),
		};
	}
	return account();
}
