/** The marks that are not letters, each with an ASCII twin for any locale. */
export type Glyphs = {
	readonly name: 'unicode' | 'ascii';
	readonly ellipsis: string;
	readonly rule: string;
	readonly cursor: string;
	readonly mark: string;
	readonly sortUp: string;
	readonly sortDown: string;
	readonly more: {readonly left: string; readonly right: string};
	readonly tick: string;
	readonly cross: string;
	readonly dot: string;
	readonly running: string;
	/** Between the ends of a range. */
	readonly range: string;
	/** From empty to full. */
	readonly sparks: readonly string[];
	/** A bar of a share: full and empty. */
	readonly bar: readonly [full: string, empty: string];
	/** asciichart's ten symbols, in its order. */
	readonly chart: readonly [string, string, string, string, string, string, string, string, string, string];
};

export const unicodeGlyphs: Glyphs = {
	name: 'unicode',
	ellipsis: '…',
	rule: '─',
	cursor: '>',
	mark: '*',
	sortUp: '▲',
	sortDown: '▼',
	more: {left: '‹', right: '›'},
	tick: '✓',
	cross: '✗',
	dot: '·',
	running: '▸',
	range: '–',
	sparks: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	bar: ['█', '░'],
	chart: ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
};

export const asciiGlyphs: Glyphs = {
	name: 'ascii',
	ellipsis: '~',
	rule: '-',
	cursor: '>',
	mark: '*',
	sortUp: '^',
	sortDown: 'v',
	more: {left: '<', right: '>'},
	tick: '+',
	cross: 'x',
	dot: '.',
	running: '>',
	range: '-',
	sparks: ['_', '.', '-', '=', '+', '*', '%', '#'],
	bar: ['#', '.'],
	chart: ['+', '|', '-', '-', '-', '`', ',', '.', "'", '|'],
};

/** Unicode if the locale is UTF-8 and the terminal is not the Linux console, whose font has no blocks. */
export function chooseGlyphs(environment: NodeJS.ProcessEnv, forceAscii: boolean): Glyphs {
	const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
	const unicode = /utf-?8/i.test(locale) && environment.TERM !== 'linux';
	return forceAscii || !unicode ? asciiGlyphs : unicodeGlyphs;
}
