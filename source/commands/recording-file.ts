import {statSync} from 'node:fs';
import {UserError} from '../postgres/errors.ts';

/** Whether an argument names a file, rather than a connection. */
export function isFile(text: string | undefined): text is string {
	if (text === undefined) return false;
	if (statSync(text, {throwIfNoEntry: false})?.isFile()) return true;
	if (!text.endsWith('.pgdeck')) return false;
	throw new UserError(`There is no recording ${text}. Check the path.`);
}
