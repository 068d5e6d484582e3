import {performance} from 'node:perf_hooks';
import type {ConnectionSettings} from '../settings/connection.ts';
import {openConnection, type Purpose, type Sql, sessionSettings} from './connect.ts';
import {toServerError} from './server-error.ts';

type Row = Readonly<Record<string, unknown>>;
type Pending = PromiseLike<readonly unknown[]>;

/** Asks a server read-only questions, and knows what it has cost so far. */
export type Reader = {
	/** The rows as the driver gives them. Statements asked together travel together and are answered in turn. */
	read(ask: (sql: Sql) => Pending): Promise<readonly Row[]>;
	readonly cost: {readonly queries: number; readonly tookMs: number};
	close(): Promise<void>;
};

/** PgBouncer's answer to a setting in the startup packet that it does not pass on: "unsupported startup parameter". */
function poolerRefuses(error: unknown): boolean {
	const {code, message} = toServerError(error);
	return (code === '08P01' || code === 'UNKNOWN') && /unsupported startup parameter/i.test(message);
}

/**
Settings travel with the connection. Behind a pooler that refuses those, each question is a read-only transaction of
its own that sets them itself: slower by two round trips, and never without its time-outs.
*/
export function openReader(connection: ConnectionSettings, purpose: Exclude<Purpose, 'action'>): Reader {
	let sql = openConnection(connection, purpose);
	let pooled = false;
	let lastAnswer = 0;
	const cost = {queries: 0, tookMs: 0};

	async function timed<T>(work: () => PromiseLike<T>): Promise<T> {
		const asked = performance.now();
		try {
			return await work();
		} finally {
			// Pipelined statements run one after the other: each took from the answer before it, not from being asked.
			const answered = performance.now();
			cost.queries++;
			cost.tookMs += answered - Math.max(asked, lastAnswer);
			lastAnswer = answered;
		}
	}

	function readPooled(ask: (sql: Sql) => Pending): Promise<readonly unknown[]> {
		return sql.begin('read only', async transaction => {
			for (const [name, value] of Object.entries(sessionSettings(purpose))) {
				if (name.endsWith('_timeout')) await transaction`select set_config(${name}, ${value}, true)`;
			}
			return ask(transaction as unknown as Sql);
		}) as Promise<readonly unknown[]>;
	}

	return {
		cost,
		async read(ask) {
			if (pooled) return (await timed(() => readPooled(ask))) as readonly Row[];
			try {
				return (await timed(() => ask(sql))) as readonly Row[];
			} catch (error) {
				if (!poolerRefuses(error)) throw error;
				if (!pooled) {
					pooled = true;
					void sql.end({timeout: 0});
					sql = openConnection(connection, purpose, false);
				}
				return (await timed(() => readPooled(ask))) as readonly Row[];
			}
		},
		close: () => sql.end({timeout: 0}),
	};
}
