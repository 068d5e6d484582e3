import {notAskedYet} from '../../domain/vacuum/elsewhere-words.ts';
import {fullest, type SequenceUse, sequenceUseOf} from '../../domain/vacuum/sequence-share.ts';
import type {DatabaseSequences} from '../../domain/vacuum/sequences.ts';
import {openReader} from '../../postgres/reader.ts';
import {toServerError} from '../../postgres/server-error.ts';
import {readSequences} from '../../queries/vacuum/wraparound.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {sanitize} from '../../terminal/sanitize.ts';

/** Sequences fill up over weeks; and a connection costs the server as much as many questions. */
const restMs = 600_000;
const restOfEachMs = 30_000;
/** Between one database and the next while a console looks; a command asks all, and gives up after so long. */
const pauseMs = 5000;
const patienceMs = 3000;
const mostOfEach = 20;

type Answer = DatabaseSequences & {readonly rows: readonly SequenceUse[]};

/**
The sequences of the other databases, which are seen only from within: one short connection after the other, with the
time-outs of the sampling ones, and never to a template, which nobody could copy meanwhile.
@param connection how this server was reached; undefined asks none
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
			known.set(plainName, {...before, total: null, unseen: null, reason: sanitize(message)});
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
		Asks who is due; a console does not wait for the answer, which comes with a later sample.
		@param databases by their names as they are; the answers have them as they may be shown
		*/
		async step(databases: readonly string[], now: Date): Promise<Answer[]> {
			const rest = Math.max(restMs, restOfEachMs * databases.length);
			const due = databases.filter(name => {
				const at = known.get(name)?.askedAt;
				return !at || now.getTime() - at.getTime() >= rest;
			});
			const mayAsk = patient || now.getTime() - askedMs >= pauseMs;
			if (connection && due.length > 0 && asking === undefined && mayAsk) {
				// One; more where nobody has looked for a while.
				const passedMs = Number.isFinite(askedMs) ? now.getTime() - askedMs : 0;
				const most = patient ? due.length : Math.max(1, Math.floor(passedMs / restOfEachMs));
				askedMs = now.getTime();
				asking = askInTurn(connection, due.slice(0, most), now).finally(() => {
					asking = undefined;
				});
			}
			if (patient) await asking;
			const late = patient ? 'not asked: the databases before it took too long' : notAskedYet;
			const reason = connection ? late : 'its sequences are seen only from within it';
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
