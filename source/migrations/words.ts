import {type CodedBy, coder} from '../format/coded.ts';
import {plural} from '../format/quantities.ts';
import {sanitize} from '../terminal/sanitize.ts';

/** Why a migration file, or a statement of it, can't be run. */
export const problemWords = {
	'zero-byte': ({offset, line}: {offset: number; line: number}) =>
		`zero byte at offset ${offset} (line ${line}), as in UTF-16. Save the file as UTF-8.`,
	'not-utf8': ({byte, offset, line}: {byte: string; offset: number; line: number}) =>
		`not UTF-8: byte ${byte} at offset ${offset} (line ${line}). Save the file as UTF-8.`,
	'byte-order-mark': ({line}: {line: number}) =>
		`line ${line} begins with a byte order mark, which is not SQL. Delete that character.`,
	'malformed-marker': ({line, kind}: {line: number; kind: string}) =>
		`line ${line} is not a valid marker. dbmate expects "-- migrate:${kind}" at the start of the line, in lower case, with a space before options.`,
	'no-up-marker': () => 'there is no "-- migrate:up" line before the statements',
	'repeated-marker': () => 'there is more than one "-- migrate:up" or "-- migrate:down" line',
	'statement-before-up': () => 'there are statements before "-- migrate:up"',
	'no-down-marker': () => 'there is no "-- migrate:down" line',
	'duplicate-version': ({version}: {version: string}) => `another file has the version ${version} too`,
	'syntax-error': ({message}: {message: string | null}) =>
		message === null ? 'the script cannot be parsed' : `the script cannot be parsed: ${message}`,
	'psql-command': () => 'a line that begins with a backslash is a psql command, not SQL',
	'transaction-control': ({word, inTransaction}: {word: string; inTransaction: boolean}) =>
		inTransaction
			? `${word} is not allowed here: pgdeck runs the file in one transaction. Remove it.`
			: `${word} is not allowed here: with transaction:false, each statement commits on its own. Remove it, and put statements that need one transaction into a file of their own without transaction:false.`,
	'copy-from-stdin': () =>
		'COPY FROM STDIN requires psql, which sends the data. Use INSERT, or COPY from a file on the server.',
} as const;
export const problem = coder(problemWords);
export type Problem = CodedBy<typeof problemWords>;

/** Why CONCURRENTLY can't be used on an index of a partitioned table. */
export const partitionedWords = {
	'partitioned-create': ({table}: {table: string}) =>
		`${table} is partitioned, and PostgreSQL cannot build an index on a partitioned table CONCURRENTLY. pgdeck optimize builds it partition by partition.`,
	'partitioned-drop': ({table, index}: {table: string; index: string}) =>
		`${table} is partitioned, and PostgreSQL cannot drop an index of a partitioned table CONCURRENTLY. Turn the table back into a plain one first, or drop ${index} by hand.`,
} as const;
export const partitioned = coder(partitionedWords);

/** Why a text can't be explained. */
export const statementWords = {
	'not-parsed': () => 'the statement cannot be parsed: it may be cut off',
	'no-statement': () => 'the text contains no statement',
	'several-statements': () => 'the text contains several statements, and EXPLAIN takes one',
	'no-query-plan': () => 'only SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and WITH have a query plan',
} as const;
export const notExplainable = coder(statementWords);

/** Why a text is not the definition of an index that can be built. */
export const definitionWords = {
	'no-definition': () => 'No definition was given. Write CREATE INDEX ON table (column).',
	'several-definitions': () => 'The text contains more than one statement. Give one CREATE INDEX.',
	'not-create-index': () => 'The statement is not a CREATE INDEX.',
	'not-sql': () => 'The text cannot be parsed as SQL. Write CREATE INDEX ON table (column).',
	'on-only': () => 'ON ONLY builds no index. Remove ONLY: partitions are built one by one.',
	'database-name': () => 'Remove the name of the database.',
	'bad-script': ({problem: text}: {problem: string}) => `The definition cannot be used: ${text}`,
} as const;
export const notDefinition = coder(definitionWords);

const shown = 5;

/** Files whose names end in .sql and that are not migrations, by name or number. */
export function skippedText(names: readonly string[]): string {
	const rest = names.length - shown;
	const listed = names.slice(0, shown).map(sanitize).join(', ');
	return `${listed}${rest > 0 ? ` and ${plural(rest, 'more file')}` : ''}`;
}

/** For a folder without migrations, most likely the wrong folder: "nothing is pending" would mislead. */
export function noMigrationsText(directory: string | null, skipped: readonly string[]): string {
	const where = directory === null ? '' : ` in ${sanitize(directory)}`;
	const others = skipped.length === 0 ? '' : ` Skipped: ${skippedText(skipped)}.`;
	return `There are no migrations${where}. File names have the form YYYYMMDDHHMMSS_name.sql, as in dbmate.${others} Name another folder with --dir, or use --pack.`;
}
