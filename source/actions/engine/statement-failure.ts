import type {Coded} from '../../format/coded.ts';
import {errorLine} from '../../migrations/parse/statements.ts';
import {
	describeError,
	isConnectionLoss,
	type ServerError,
	toServerError,
} from '../../postgres/server-error.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {PlannedStatement, Unit} from './plan.ts';
import {noteWord} from './words.ts';

/** Carries the statement, to report its file and line, or that the commit failed. */
export class StatementFailure extends Error {
	readonly statement: PlannedStatement | 'commit';
	readonly code: string;

	constructor(statement: PlannedStatement | 'commit', cause: unknown) {
		super('statement failed', {cause});
		this.statement = statement;
		this.code = toServerError(cause).code;
	}
}

/**
The error, by file and line if the statement has one, and what remains of the unit.
@param done the number of its statements that are done
*/
export function describeFailure(
	error: unknown,
	unit: Unit,
	done: number,
	canceled: boolean,
): {notes: readonly Coded[]; error: ServerError} {
	const failed = error instanceof StatementFailure ? error.statement : undefined;
	const statement = failed === 'commit' ? undefined : failed;
	const cause = error instanceof StatementFailure ? error.cause : error;
	const serverError = toServerError(cause);
	const place = placeOf(statement, serverError);
	const lost = isConnectionLoss(cause);
	const {code: sqlState} = serverError;
	// A run has no timeout of its own: 57014 is this cancel or another session's.
	const what = lost
		? noteWord('connection-lost', {place})
		: sqlState !== '57014'
			? noteWord('server-error', {place, message: describeError(serverError), sqlState})
			: canceled
				? noteWord('canceled', {place})
				: noteWord('server-error', {place, message: `${serverError.message}.`, sqlState});
	return {notes: [what, ...keptOf(unit, done, lost && failed === 'commit')], error: serverError};
}

/** `file:line: `, or nothing for a statement outside a file. */
function placeOf(statement: PlannedStatement | undefined, {position}: ServerError): string {
	if (!statement?.source) return '';
	const {file, line} = statement.source;
	return `${sanitize(file)}:${errorLine({text: statement.text, line}, position)}: `;
}

function keptOf({transactional, statements}: Unit, done: number, lostAtCommit: boolean): Coded[] {
	if (transactional) return [noteWord(lostAtCommit ? 'commit-unconfirmed' : 'rolled-back')];
	if (done >= statements.length) return [noteWord('ledger-not-written')];
	return statements.length === 1 ? [] : [noteWord('partly-done', {done, total: statements.length})];
}
