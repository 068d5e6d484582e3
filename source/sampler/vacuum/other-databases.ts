import type {DatabaseSequences} from '../../domain/vacuum/sequences.ts';
import {fullest, type SequenceUse, sequenceUseOf} from '../../domain/vacuum/sequences.ts';
import {elsewhereReason} from '../../domain/vacuum/words.ts';
import {openReader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {readSequences} from '../../queries/vacuum/wraparound.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {sanitize} from '../../terminal/sanitize.ts';

/** Sequences fill up over weeks, and a connection costs the server as much as many queries. */
const restMs = 600_000;
const restOfEachMs = 30_000;
/** The console waits this long between two databases; a command reads all of them and gives up after `patienceMs`. */
const pauseMs = 5000;
const patienceMs = 3000;
const mostOfEach = 20;

type Answer = DatabaseSequences & {readonly rows: readonly SequenceUse[]};

/**
The sequences of the other databases, which can only be read from within: one short connection after the other, with the
timeouts of sampling, and never to a template, which nobody could copy meanwhile.
@param connection how this server was reached; undefined reads no other database
*/
export function createOtherDatabases(connection: ConnectionSettings | undefined, patient: boolean) {
	const known = new Map<string, Answer>();
	let asking: Promise<void> | undefined;
	let askedMs = Number.NEGATIVE_INFINITY;

	async function ask(way: ConnectionSettings, plainName: string, now: Date): Promise<void> {
		const reader = openReader({...way, database: plainName, connectTimeoutSeconds: 3}, 'sampling');
		const database = sanitize(plainName);
		const before = {database, askedAt: now, rows: []};
		try {
			const rows = (await readSequences(reader)).map(row => sequenceUseOf({...row, database}));
			const unseen = rows.filter(row => row.unseen !== null).length;
			known.set(plainName, {
				...before,
				rows: fullest(rows, mostOfEach),
				total: rows.length,
				unseen,
				reason: null,
			});
		} catch (error) {
			const {message} = toServerError(error);
			known.set(plainName, {
				...before,
				total: null,
				unseen: null,
				reason: elsewhereReason('failed', {message: sanitize(message)}),
			});
		} finally {
			await reader.close();
		}
	}

	async function askInTurn(way: ConnectionSettings, databases: readonly string[], now: Date): Promise<void> {
		const began = Date.now();
		for (const database of databases) {
			if (patient && Date.now() - began > patienceMs) return;
			await ask(way, database, now);
		}
	}

	return {
		/**
		Reads the databases that are due. A console does not wait: the answer comes with a later sample.
		@param databases raw names; the answers have sanitized ones
		*/
		async step(databases: readonly string[], now: Date): Promise<Answer[]> {
			const rest = Math.max(restMs, restOfEachMs * databases.length);
			const due = databases.filter(name => {
				const at = known.get(name)?.askedAt;
				return !at || now.getTime() - at.getTime() >= rest;
			});
			const mayAsk = patient || now.getTime() - askedMs >= pauseMs;
			if (connection && due.length > 0 && asking === undefined && mayAsk) {
				// One, or more if the last sample is a while ago.
				const passedMs = Number.isFinite(askedMs) ? now.getTime() - askedMs : 0;
				const most = patient ? due.length : Math.max(1, Math.floor(passedMs / restOfEachMs));
				askedMs = now.getTime();
				asking = askInTurn(connection, due.slice(0, most), now).finally(() => {
					asking = undefined;
				});
			}
			if (patient) await asking;
			const reason = elsewhereReason(connection ? (patient ? 'no-time' : 'not-read') : 'no-connection');
			return databases.map(
				plainName =>
					known.get(plainName) ?? {
						database: sanitize(plainName),
						askedAt: null,
						total: null,
						unseen: null,
						reason,
						rows: [],
					},
			);
		},
		async close(): Promise<void> {
			await asking;
		},
	};
}
