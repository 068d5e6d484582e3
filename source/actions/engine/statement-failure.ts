import {errorLine} from '../../migrations/parse/statements.ts';
import {
	describeError,
	isConnectionLoss,
	type ServerError,
	toServerError,
} from '../../postgres/server-error.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {PlannedStatement, Unit} from './plan.ts';

/** Carries the statement, so that an error can be told by file and line; or says that it was the commit. */
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
What went wrong, by file and line where the statement has one, and what of the unit is there nevertheless.
@param done how many of its statements were done
*/
export function describeFailure(
	error: unknown,
	unit: Unit,
	done: number,
	cancelled: boolean,
): {note: string; error: ServerError} {
	const failed = error instanceof StatementFailure ? error.statement : undefined;
	const statement = failed === 'commit' ? undefined : failed;
	const cause = error instanceof StatementFailure ? error.cause : error;
	const serverError = toServerError(cause);
	const source = statement?.source;
	const line =
		source && statement
			? errorLine({text: statement.text, line: source.line}, serverError.position)
			: undefined;
	const where = source ? `${sanitize(source.file)}:${line}: ` : '';
	const lost = isConnectionLoss(cause);
	// A run has no time-out of its own: 57014 is this cancel, or somebody else's.
	const what = lost
		? 'The connection to the server was lost.'
		: serverError.code !== '57014'
			? describeError(serverError)
			: cancelled
				? 'It was cancelled.'
				: `${serverError.message}.`;
	const lostAtCommit = lost && failed === 'commit';
	return {
		note: [`${where}${what}`, keptOf(unit, done, lostAtCommit)].filter(Boolean).join(' '),
		error: serverError,
	};
}

function keptOf({transactional, statements}: Unit, done: number, lostAtCommit: boolean): string {
	if (transactional) {
		return lostAtCommit
			? 'Whether it was kept is not known: look before you run it again.'
			: 'Nothing of it was kept.';
	}
	if (done >= statements.length)
		return 'All of its statements are done and stay: only the ledger does not tell.';
	if (statements.length === 1) return '';
	return `${done} of ${statements.length} statements ${done === 1 ? 'is done and stays' : 'are done and stay'}.`;
}
