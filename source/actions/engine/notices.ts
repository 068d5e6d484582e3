import type {Coded} from '../../format/coded.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import {noteWord} from './words.ts';

/** A message of the server that is no error, as the driver gives it: fields by their names in the protocol. */
export type Notice = Readonly<Record<string, string | undefined>>;

const most = 10;

/** What the server says while it does something, once each: it is part of what became of that. */
export function createNotices() {
	let heard: string[] = [];
	return {
		hear(notice: Notice): void {
			const text = textOf(notice);
			if (text !== undefined && !heard.includes(text)) heard.push(text);
		},
		/** All since the last call; undefined where there was nothing. */
		take(): Coded | undefined {
			const all = heard;
			heard = [];
			if (all.length === 0) return undefined;
			return noteWord('server-notices', {notices: all.slice(0, most), more: Math.max(0, all.length - most)});
		},
	};
}

/**
Warnings, and what a function or a file says by RAISE (pl_exec.c: exec_stmt_raise). PostgreSQL's own notices tell of
objects that were there already or never, which a statement with IF EXISTS expects; and warnings of class 25 of a
transaction that was none, which only the end of a run asks for.
*/
function textOf({severity, severity_local: local, routine, code, message, hint}: Notice): string | undefined {
	const level = severity ?? local;
	const raised = routine === 'exec_stmt_raise' && level === 'NOTICE';
	if (!(raised || level === 'WARNING') || code?.startsWith('25') || !message) return undefined;
	return sanitize(oneLine([message, hint].flatMap(part => (part ? [ended(part)] : [])).join(' ')));
}

function ended(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
