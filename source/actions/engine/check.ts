import type {Coded} from '../../format/coded.ts';
import type {Check} from './plan.ts';

type About = {
	/** The object as shown: an index, a table, a session, a line of a file. The text does not repeat it. */
	readonly object?: string;
	/** One to four words for several objects whose texts differ only in figures: `few scans`. */
	readonly title?: string;
	/** Shown before other warnings: data is lost, or all sessions wait. */
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
	});

/** A condition that holds. It is counted, not shown. */
export const pass = check('pass');
/** A fact to know before confirming: what is gained, or whose session it is. */
export const info = check('info');
/** Speaks against the plan, but leaves the decision to the user. */
export const warn = check('warn');
/** Prevents the plan from running. */
export const block = check('block');

/** The object and the sentence of a check in one line. */
export const checkLine = ({object, text}: Check): string =>
	object === undefined ? text : `${object}: ${text}`;
