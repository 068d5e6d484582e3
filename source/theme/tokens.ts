/** The meaning of a piece of text, styled by the theme. Color is never the only sign: a word or mark goes with it. */
export type Token =
	| 'plain'
	| 'strong'
	| 'muted'
	| 'title'
	| 'accent'
	| 'good'
	| 'warning'
	| 'bad'
	| 'danger'
	| 'selected'
	| 'marked'
	| 'stale';

export type Theme = {
	readonly name: 'system' | 'mono' | 'none';
	paint(token: Token, text: string): string;
};

type Style = readonly [open: number | string, close: number | string];

const bold: Style = [1, 22];
const dim: Style = [2, 22];
const inverse: Style = [7, 27];

// The sixteen system colors follow the terminal's own theme, also on light backgrounds.
const system: Record<Token, readonly Style[]> = {
	plain: [],
	strong: [bold],
	muted: [dim],
	title: [bold, [36, 39]],
	accent: [[36, 39]],
	good: [[32, 39]],
	warning: [[33, 39]],
	bad: [bold, [31, 39]],
	danger: [bold, inverse, [31, 39]],
	selected: [inverse],
	marked: [bold, [35, 39]],
	stale: [dim],
};

// NO_COLOR concerns color only (no-color.org): bold, dim and inverse stay.
const mono: Record<Token, readonly Style[]> = {
	...system,
	title: [bold],
	accent: [],
	good: [],
	warning: [bold],
	bad: [bold],
	danger: [bold, inverse],
	marked: [bold],
};

function themeOf(name: Theme['name'], styles: Record<Token, readonly Style[]>): Theme {
	const codes = new Map(
		Object.entries(styles).map(([token, list]) => {
			const open = list.map(style => `\u001b[${style[0]}m`).join('');
			const close = list
				.toReversed()
				.map(style => `\u001b[${style[1]}m`)
				.join('');
			return [token, [open, close] as const];
		}),
	);
	return {
		name,
		paint(token, text) {
			const [open, close] = codes.get(token) ?? ['', ''];
			return open === '' || text === '' ? text : open + text + close;
		},
	};
}

export const systemTheme = themeOf('system', system);
export const monoTheme = themeOf('mono', mono);
export const plainTheme: Theme = {name: 'none', paint: (_token, text) => text};

/** Dims everything, for data that may be outdated. */
export function faded({name, paint}: Theme): Theme {
	return {name, paint: (_token, text) => paint('stale', text)};
}

/** Chooses the theme: `--no-color` and NO_COLOR win, and a dumb terminal gets no escapes. */
export function chooseTheme(environment: NodeJS.ProcessEnv, color: boolean): Theme {
	if (environment.TERM === 'dumb') return plainTheme;
	if (!color || (environment.NO_COLOR ?? '') !== '') return monoTheme;
	return systemTheme;
}
