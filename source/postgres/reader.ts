import {performance} from 'node:perf_hooks';
import {openConnection, type Purpose, type Sql, sessionSettings} from './connect.ts';
import type {ConnectionSettings} from './connection-settings.ts';
import {createNaming} from './named-statements.ts';
import {markStatement} from './own-mark.ts';
import {isConnectionLoss, toServerError} from './server-error.ts';
import {createStopwatch, tripsOf} from './stopwatch.ts';

type Row = Readonly<Record<string, unknown>>;
type Pending = PromiseLike<readonly unknown[]>;
/** How often a question went there and back; behind a pooler that is part of the way. */
type Trips = {many: number};

export type Cost = {readonly queries: number; readonly tookMs: number};

/** Asks a server read-only questions, and knows what they have cost so far. */
export type Reader = {
	/** The rows as the driver gives them. Statements asked together travel together and are answered in turn. */
	read(ask: (sql: Sql) => Pending): Promise<readonly Row[]>;
	readonly cost: Cost;
	/** Puts on this account what another has asked for it, as far as it is a cost. */
	charge(cost: Cost): void;
	/** A pooler stands in between: it has refused the settings of the connection. */
	readonly pooled: boolean;
	/** The same connection with an account of its own. */
	metered(): Reader;
	close(): Promise<void>;
};

/**
On top of the time-out that the server keeps by itself: what an answer may take on a slow way. A big catalog takes the
most; and a look at a run gives up late, since the run would fail of it.
*/
const transferSeconds = {sampling: 2, defaults: 2, watch: 9, analytics: 10, measure: 10};
/** Seconds are counted by a timer, not by the clock: a program that was suspended must not blame the server for it. */
const secondMs = 1000;

/** PgBouncer's answer to a setting in the startup packet that it does not pass on: "unsupported startup parameter". */
function poolerRefuses(error: unknown): boolean {
	const {code, message} = toServerError(error);
	return (code === '08P01' || code === 'UNKNOWN') && /unsupported startup parameter/i.test(message);
}

function silent(seconds: number): Error {
	const message = `The server took the connection but has not answered for ${seconds} s`;
	return Object.assign(new Error(message), {code: 'ETIMEDOUT'});
}

/**
Settings travel with the connection. Behind a pooler that refuses those, each question is a read-only transaction of
its own that sets them itself: slower by two round trips, and never without its time-outs.
*/
export function openReader(connection: ConnectionSettings, purpose: Exclude<Purpose, 'action'>): Reader {
	let sql = openConnection(connection, purpose);
	let pooled = false;
	let stopwatch = createStopwatch();
	/** Answers that the connection has given since it was opened, the server's errors too. */
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
			// A refusal comes quicker than any answer, and the next connection may go another way.
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
			// A question may want a transaction of its own, for a setting that ends with it: this one will do.
			const begin = (_mode: string, work: (own: typeof transaction) => unknown) => work(transaction);
			const statement = ask(Object.assign(transaction, {begin}) as unknown as Sql);
			markStatement(statement);
			return statement;
		}) as Promise<readonly unknown[]>;
	}

	/** What is asked from now on goes another way. */
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
			// Between the error of a socket and its end postgres 3.4 takes statements and never answers them.
			if (error instanceof Error && 'syscall' in error) drop(asked);
			// Statements asked together all meet the refusal, or lose the connection that the first of them gives up.
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
	A server that is gone without a word leaves questions open for ever: when the connection has been silent for longer
	than the server's own time-out, the way to it is dropped. What is asked together is answered in turn, so each answer
	counts for all. A connection that has not answered yet may still be opening, which has a time-out of its own.
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
