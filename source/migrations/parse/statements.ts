import type {ScanToken} from 'libpg-query';
import {type Problem, problem} from '../words.ts';
import {loadParser} from './parser.ts';

type ScriptStatement = {
	readonly text: string;
	/** Line of the script where it begins, from 1. */
	readonly line: number;
};

/** A script that can't run statement by statement, with the reason. */
export class ScriptError extends Error {
	override readonly name = 'ScriptError';
	readonly problem: Problem;
	readonly line: number;

	constructor(reason: Problem, line: number) {
		super(reason.text);
		this.problem = reason;
		this.line = line;
	}
}

const transactionWords = new Set([
	'begin',
	'start',
	'commit',
	'end',
	'rollback',
	'abort',
	'savepoint',
	'release',
]);

/**
Splits a script with PostgreSQL's own scanner (through libpg-query), so that semicolons in quotes, dollar quotes,
comments, `BEGIN ATOMIC` bodies and the parentheses of `CREATE RULE` do not end a statement. Comments before a statement
are dropped, comments inside it stay.
@param transaction the script runs in one transaction, or each statement on its own
@throws {ScriptError} if it contains psql commands, or controls the transaction it runs in
*/
export async function splitStatements(script: string, transaction = true): Promise<ScriptStatement[]> {
	const parser = await loadParser();
	const bytes = Buffer.from(script);
	const statements: ScriptStatement[] = [];
	let tokens: ScanToken[] = [];
	let depth = 0;

	const finish = () => {
		const [first] = tokens;
		const last = tokens.at(-1);
		if (!first || !last) return;
		const line = lineAt(bytes, first.start);
		checkRunnable(tokens, line, transaction);
		statements.push({text: bytes.toString('utf8', first.start, last.end), line});
		tokens = [];
		depth = 0;
	};

	for (const token of scan(parser, script)) {
		const comment = token.tokenName === 'SQL_COMMENT' || token.tokenName === 'C_COMMENT';
		if (comment) continue;
		if (token.text === ';' && depth <= 0) {
			finish();
			continue;
		}
		depth += nesting(token, tokens, depth);
		tokens.push(token);
	}
	finish();
	return statements;
}

/*
The scanner stops at NUL, and copies other control characters into its answer, which then is not JSON. A space takes as
many bytes, and the statements are cut from the script itself.
*/
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

type Parser = Awaited<ReturnType<typeof loadParser>>;

function scan(parser: Parser, script: string): ScanToken[] {
	// The scanner rejects an empty text.
	if (script.trim() === '') return [];
	try {
		return parser.scanSync(script.replace(controls, ' ')).tokens;
	} catch {
		// The scanner can't read its own error message. The parser meets the same error and has its position.
		throw parserError(parser, script);
	}
}

function parserError({parseSync, hasSqlDetails}: Parser, script: string): ScriptError {
	try {
		parseSync(script);
	} catch (error) {
		if (hasSqlDetails(error)) {
			const line = lineAt(Buffer.from(script), error.sqlDetails?.cursorPosition ?? 0);
			return new ScriptError(problem('syntax-error', {message: error.message}), line);
		}
	}
	return new ScriptError(problem('syntax-error', {message: null}), 1);
}

/** How a token changes the depth inside which semicolons belong to the statement. */
function nesting(token: ScanToken, before: readonly ScanToken[], depth: number): number {
	const word = token.text.toLowerCase();
	if (word === '(') return 1;
	if (word === ')') return -1;
	if (word === 'atomic' && before.at(-1)?.text.toLowerCase() === 'begin') return 1;
	const inBody = depth > 0 && before.some(({text}) => text.toLowerCase() === 'atomic');
	if (inBody && word === 'case') return 1;
	if (inBody && word === 'end') return -1;
	return 0;
}

function checkRunnable(tokens: readonly ScanToken[], line: number, transaction: boolean): void {
	const [first, second] = tokens;
	if (!first) return;
	const word = first.text.toLowerCase();
	if (first.text.startsWith('\\')) {
		throw new ScriptError(problem('psql-command'), line);
	}
	if (transactionWords.has(word) || (word === 'prepare' && second?.text.toLowerCase() === 'transaction')) {
		const facts = {word: first.text.toUpperCase(), inTransaction: transaction};
		throw new ScriptError(problem('transaction-control', facts), line);
	}
	if (word === 'copy' && tokens.some(({text}) => text.toLowerCase() === 'stdin')) {
		throw new ScriptError(problem('copy-from-stdin'), line);
	}
}

function lineAt(bytes: Buffer, offset: number): number {
	let line = 1;
	for (let index = 0; index < offset; index++) if (bytes[index] === 10) line++;
	return line;
}

/** The line of the file for a server's error position (a character of the statement, from 1). */
export function errorLine(statement: ScriptStatement, position: number | undefined): number {
	if (position === undefined) return statement.line;
	const before = [...statement.text].slice(0, position - 1).join('');
	return statement.line + before.split('\n').length - 1;
}
