import {driverStatement} from './driver-statement.ts';

/** The comment by which pg_stat_statements entries are recognized as pgdeck's own. */
const mark = '/* pgdeck */';
const marked = new RegExp(`^\\s*[a-z]+ ${mark.replaceAll('*', '\\*')}`, 'i');

/**
Up to PostgreSQL 16 savepoints are recognized by their name, which follows a number of the driver; from 17 on the entry
keeps no name. BEGIN and COMMIT are not recognized: from 16 on they share one entry per role, whatever their comment.
*/
export const ownSavepoint = 'pgdeck';
const savepoint = /^\s*(?:savepoint|rollback to(?: savepoint)?) "(?:s\d+_)?pgdeck"\s*$/i;

/** Placed after the first word, because PostgreSQL 18 drops comments before a statement. */
export function markOwn(text: string): string {
	return text.replace(/^((?:\s|--[^\n]*\n)*[a-z]+)/i, `$1 ${mark}`);
}

/** Whether an entry of pg_stat_statements is a query of pgdeck, by this console or another. */
export function isOwn(text: string): boolean {
	return marked.test(text) || savepoint.test(text);
}

/** Marks a statement of the driver before it is sent, in its first static part. */
export function markStatement(value: unknown): void {
	const statement = driverStatement(value);
	if (!statement) return;
	const [first = '', ...rest] = statement.strings;
	if (first.trim() === '' && rest.length > 0) markStatement(statement.args[0]);
	else statement.strings = Object.assign([markOwn(first), ...rest], {raw: []});
}
