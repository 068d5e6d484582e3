import type {Coded} from '../../format/coded.ts';
import type {Check} from './plan.ts';

type About = {
	/** What the check is about, as shown: an index, a table, a session, a line of a file. Its text does not repeat it. */
	readonly object?: string;
	/** One to four words for several objects whose texts differ in figures only: `few scans`. */
	readonly title?: string;
	/** Shown before other warnings: data is lost, or everybody waits. */
	readonly grave?: true;
};

const check =
	(verdict: Check['verdict']) =>
	({code, facts, text}: Coded, {object, title, grave}: About = {}): Check => ({
		code,
		verdict,
		facts,
		text,
		...(object === undefined ? {} : {object}),
		...(title === undefined ? {} : {title}),
		...(grave ? {grave} : {}),
		detail: object === undefined ? text : `${object}: ${text}`,
	});

/** Looked at, and as it should be: counted, not shown. */
export const pass = check('pass');
/** What a person wants to know before confirming: what is gained, who a session is. */
export const info = check('info');
/** Speaks against the plan, and leaves the decision to the person. */
export const warn = check('warn');
/** The plan is not run. */
export const block = check('block');

/** A check in one line: its object and its sentence. */
export const checkLine = ({object, text, detail}: Check): string =>
	text === undefined ? detail : object === undefined ? text : `${object}: ${text}`;
