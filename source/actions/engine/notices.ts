import type {Coded} from '../../format/coded.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import {noteWord} from './words.ts';

/** A notice or warning of the server, with its fields by their protocol names. */
export type Notice = Readonly<Record<string, string | undefined>>;

const most = 10;

/** The server's messages during a statement, each once. They are part of its result. */
export function createNotices() {
	let heard: string[] = [];
	return {
		hear(notice: Notice): void {
			const text = textOf(notice);
			if (text !== undefined && !heard.includes(text)) heard.push(text);
		},
		/** All messages since the last call; undefined if there were none. */
		take(): Coded | undefined {
			const all = heard;
			heard = [];
			if (all.length === 0) return undefined;
			return noteWord('server-notices', {notices: all.slice(0, most), more: Math.max(0, all.length - most)});
		},
	};
}

/**
Warnings, and messages that a function or file raises (pl_exec.c: exec_stmt_raise). PostgreSQL's own notices say that
objects already exist or do not exist, which IF EXISTS statements expect. Warnings of class 25 only come from the end of
a run.
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
