import {driverStatement} from './driver-statement.ts';

/** By this pg_stat_statements tells pgdeck's own questions from all others: it keeps no name of who has asked. */
const mark = '/* pgdeck */';
const marked = new RegExp(`^\\s*[a-z]+ ${mark.replaceAll('*', '\\*')}`, 'i');

/**
Savepoints are known by their name, behind a number of the driver's, up to PostgreSQL 16: from 17 on the entry of a
savepoint keeps no name. BEGIN and COMMIT stay unknown: from 16 on a role has one entry for all that it sends, whatever
comment stands in it, and those of others must not go with pgdeck's.
*/
export const ownSavepoint = 'pgdeck';
const savepoint = /^\s*(?:savepoint|rollback to(?: savepoint)?) "(?:s\d+_)?pgdeck"\s*$/i;

/** Behind the first word, and not before it: PostgreSQL 18 drops comments that stand before a statement. */
export function markOwn(text: string): string {
	return text.replace(/^((?:\s|--[^\n]*\n)*[a-z]+)/i, `$1 ${mark}`);
}

/** Whether a text of pg_stat_statements is a question of pgdeck's, of this console or another one. */
export function isOwn(text: string): boolean {
	return marked.test(text) || savepoint.test(text);
}

/** Marks a statement of the driver's before it is sent; what begins with a part of its own, by that part. */
export function markStatement(value: unknown): void {
	const statement = driverStatement(value);
	if (!statement) return;
	const [first = '', ...rest] = statement.strings;
	if (first.trim() === '' && rest.length > 0) markStatement(statement.args[0]);
	else statement.strings = Object.assign([markOwn(first), ...rest], {raw: []});
}
