import type {ScanToken} from 'libpg-query';
import {loadParser} from './parser.ts';

type ScriptStatement = {
	readonly text: string;
	/** Line of the script on which it begins, from 1. */
	readonly line: number;
};

/** A script that can't be run statement by statement, with the reason. */
export class ScriptError extends Error {
	override readonly name = 'ScriptError';
	readonly line: number;

	constructor(message: string, line: number) {
		super(message);
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
The statements of a script, told apart by PostgreSQL's own scanner (through libpg-query): quotes, dollar quotes,
comments, `BEGIN ATOMIC` bodies and the parentheses of `CREATE RULE` keep their semicolons. Comments before a statement
are left out, those inside it stay.
@param transaction it is run in one, or each statement by itself
@throws {ScriptError} where it holds what only psql understands, or controls the transaction that it is run in
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
The scanner stops at NUL, and writes the others into its answer as they are, which is no JSON then. A blank instead takes
as much room, and the statements are cut from the script itself.
*/
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

type Parser = Awaited<ReturnType<typeof loadParser>>;

function scan(parser: Parser, script: string): ScanToken[] {
	// The scanner takes no empty text.
	if (script.trim() === '') return [];
	try {
		return parser.scanSync(script.replace(controls, ' ')).tokens;
	} catch {
		// It tells of its error in a form that it can't read itself: the parser meets the same one, and has its place.
		throw parserError(parser, script);
	}
}

function parserError({parseSync, hasSqlDetails}: Parser, script: string): ScriptError {
	try {
		parseSync(script);
	} catch (error) {
		if (hasSqlDetails(error)) {
			const line = lineAt(Buffer.from(script), error.sqlDetails?.cursorPosition ?? 0);
			return new ScriptError(`The script can't be read: ${error.message}.`, line);
		}
	}
	return new ScriptError("The script can't be read.", 1);
}

/** Parentheses, and CASE … END within a `BEGIN ATOMIC` body, hold semicolons together. */
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
		throw new ScriptError('A line that begins with a backslash is a command of psql, not SQL.', line);
	}
	if (transactionWords.has(word) || (word === 'prepare' && second?.text.toLowerCase() === 'transaction')) {
		const rule = transaction
			? 'the file is one transaction already, which pgdeck begins and ends. Take it out.'
			: 'with transaction:false each statement is committed by itself. Take it out, and put what belongs in one transaction into a file of its own, whose marker does not say transaction:false.';
		throw new ScriptError(`${first.text.toUpperCase()} has no place here: ${rule}`, line);
	}
	if (word === 'copy' && tokens.some(({text}) => text.toLowerCase() === 'stdin')) {
		throw new ScriptError(
			'COPY FROM STDIN needs psql, which sends the data. Use INSERT, or COPY from a file.',
			line,
		);
	}
}

function lineAt(bytes: Buffer, offset: number): number {
	let line = 1;
	for (let index = 0; index < offset; index++) if (bytes[index] === 10) line++;
	return line;
}

/** Line of the file at which a server's error position (a character of the statement, from 1) lies. */
export function errorLine(statement: ScriptStatement, position: number | undefined): number {
	if (position === undefined) return statement.line;
	const before = [...statement.text].slice(0, position - 1).join('');
	return statement.line + before.split('\n').length - 1;
}
