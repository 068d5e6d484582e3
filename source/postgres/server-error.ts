import * as z from 'zod';
import {sanitize} from '../terminal/sanitize.ts';
import {UserError} from './errors.ts';

/** The complete error of a server or the network, with the fields of PostgreSQL (documentation, 53.8), safe to show. */
export const serverErrorSchema = z.object({
	code: z.string().describe('SQLSTATE, or the code of a network error'),
	message: z.string(),
	detail: z.string().optional(),
	hint: z.string().optional(),
	/** Character of the statement, from 1. */
	position: z.number().optional(),
});
export type ServerError = z.infer<typeof serverErrorSchema>;

export function toServerError(error: unknown): ServerError {
	if (!(error instanceof Error)) return {code: 'UNKNOWN', message: sanitize(String(error))};
	const fields = error as Error & Record<'code' | 'detail' | 'hint' | 'position', string | undefined>;
	// Node reports several failed addresses of one host as an AggregateError without a message.
	const message =
		error.message || (error instanceof AggregateError ? String(error.errors[0]?.message) : error.name);
	return {
		code: fields.code ?? 'UNKNOWN',
		message: sanitize(message),
		...(fields.detail ? {detail: sanitize(fields.detail)} : {}),
		...(fields.hint ? {hint: sanitize(fields.hint)} : {}),
		...(fields.position ? {position: Number(fields.position)} : {}),
	};
}

const connectionCodes = new Set([
	'CONNECTION_CLOSED',
	'CONNECTION_DESTROYED',
	'CONNECTION_ENDED',
	'CONNECT_TIMEOUT',
	'UNSUITABLE_SERVER',
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ETIMEDOUT',
	'57P01',
	'57P02',
	'57P03',
	'57P05',
	'53300',
]);

/** A missing file has the same code; the system call in Node's message tells them apart. */
function isSocketMissing({code, message}: ServerError): boolean {
	return code === 'ENOENT' && message.startsWith('connect ');
}

/** The server is unreachable or shutting down. The statement is not at fault, so it can be tried again later. */
export function isConnectionLoss(error: unknown): boolean {
	const serverError = toServerError(error);
	const {code} = serverError;
	return connectionCodes.has(code) || isSocketMissing(serverError) || code.startsWith('08');
}

/** The next step for errors that a DBA meets when connecting or querying. */
const advice: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'No server listens there. Check the host, the port, and whether the server is running.',
	ENOTFOUND: 'The host name is unknown. Check its spelling.',
	ETIMEDOUT: 'The server hangs, or the network drops packets. Check its host, then the network.',
	CONNECT_TIMEOUT: 'No answer in time. Check the host, port and firewall, or raise connect_timeout.',
	'28P01': 'Check the user and the password in the URI, PGPASSWORD or ~/.pgpass.',
	'28000': 'The server rejects this user from this host. Check its pg_hba.conf.',
	'3D000': 'Give another database with -d.',
	'53300': 'No connection is left for this role. Close some, or raise max_connections.',
	'53100': 'The disk of the server is full. Free some space, then try again.',
	'53400': 'A server parameter limits it. Raise the limit for this role, then try again.',
	'57P03': 'The server is starting up or shutting down. Try again in a moment.',
	'42501': 'Ask for the privilege, or connect as a role that has it.',
	'57014': 'It exceeded the statement_timeout of pgdeck and was cancelled.',
	'55P03': 'Another session holds a conflicting lock. Try again when the lock is released.',
	'25006': 'The server is a standby, or the session is read-only. Connect to the primary.',
};

/** The same code, but the role does not exist or may not log in. */
const noRole = 'Give an existing role with LOGIN with -U.';

/** In every language of the server the message has the file name, and nearly the same words for the methods. */
function isRoleMissing({code, message}: ServerError): boolean {
	return code === '28000' && !/pg_hba\.conf|auth?enti/i.test(message);
}

const noSocket = 'The socket does not exist. Give a host with -h, or start the server.';

/** Node's message when a server closes the connection at the request for TLS. */
const noTls = 'The server may not support TLS. Check its "ssl" parameter, or connect with sslmode=prefer.';

function adviceFor(error: ServerError): string | undefined {
	if (isRoleMissing(error)) return noRole;
	if (isSocketMissing(error)) return noSocket;
	return /secure TLS connection/.test(error.message) ? noTls : advice[error.code];
}

/** For these the driver's message has only the code and address. */
const lost = new Set(['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED']);

/** The event, and the next step. */
export function errorParts(error: ServerError): {said: string; next: string | undefined} {
	const next = error.hint ?? adviceFor(error);
	const message = lost.has(error.code) ? 'The connection to the server was lost' : error.message;
	const period = (text: string) => (text.endsWith('.') ? text : `${text}.`);
	return {said: period(message) + (error.detail ? ` ${period(error.detail)}` : ''), next};
}

/** The same in one or two sentences. */
export function describeError(error: ServerError): string {
	const {said, next} = errorParts(error);
	return next ? `${said} ${next}` : said;
}

/** Makes a failed connection or statement the failure of the command. */
export function asUserError(error: unknown, doing: string): UserError {
	if (error instanceof UserError) return error;
	return new UserError(`${doing}: ${describeError(toServerError(error))}`, {cause: error});
}
