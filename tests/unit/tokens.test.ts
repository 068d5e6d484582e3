import {describe, expect, it} from 'vitest';
import {
	chooseTheme,
	faded,
	monoTheme,
	plainTheme,
	systemTheme,
	type Token,
} from '../../source/theme/tokens.ts';

const tokens: readonly Token[] = [
	...(['plain', 'strong', 'muted', 'title', 'accent', 'good'] as const),
	...(['warning', 'bad', 'danger', 'selected', 'marked', 'stale'] as const),
];

const sequence = new RegExp(`${'\u001b'}\\[(\\d+)m`, 'g');
/** The numbers of all SGR sequences in a text. */
const codes = (text: string) => [...text.matchAll(sequence)].map(match => Number(match[1]));
const isColor = (code: number) => code >= 30 && code <= 49;

describe('chooseTheme', () => {
	it.each([
		['colors by default', {TERM: 'xterm-256color'}, true, 'system'],
		['no colors with --no-color', {TERM: 'xterm-256color'}, false, 'mono'],
		['no colors with NO_COLOR', {TERM: 'xterm', NO_COLOR: '1'}, true, 'mono'],
		['no colors with NO_COLOR of any text', {TERM: 'xterm', NO_COLOR: 'false'}, true, 'mono'],
		['colors with an empty NO_COLOR, as no-color.org says', {TERM: 'xterm', NO_COLOR: ''}, true, 'system'],
		['no escapes at all on a dumb terminal', {TERM: 'dumb'}, true, 'none'],
		['no escapes on a dumb terminal whatever else is said', {TERM: 'dumb', NO_COLOR: '1'}, false, 'none'],
	] as const)('%s', (_what, environment, color, name) => {
		expect(chooseTheme(environment, color).name).toBe(name);
	});
});

describe.each([
	['system', systemTheme],
	['mono', monoTheme],
] as const)('the theme %s', (_name, theme) => {
	it.each(tokens)('ends every sequence that it begins, for %s', token => {
		const painted = theme.paint(token, 'text');
		const opened = codes(painted.slice(0, painted.indexOf('text')));
		const closed = codes(painted.slice(painted.indexOf('text')));
		const ends: Record<number, number> = {1: 22, 2: 22, 7: 27};
		expect(closed).toEqual(opened.map(code => ends[code] ?? 39).toReversed());
		expect(painted.replaceAll(sequence, '')).toBe('text');
	});

	it('paints no empty text', () => {
		for (const token of tokens) expect(theme.paint(token, '')).toBe('');
	});
});

it('the system theme has only the sixteen colors of the terminal itself', () => {
	for (const token of tokens) {
		for (const code of codes(systemTheme.paint(token, 'x')).filter(isColor)) {
			// No white and no black: on a light ground, or a dark one, they could not be read.
			expect([31, 32, 33, 34, 35, 36, 39]).toContain(code);
		}
	}
});

it('the mono theme has no color, and still emphasizes important text', () => {
	for (const token of tokens) expect(codes(monoTheme.paint(token, 'x')).filter(isColor)).toEqual([]);
	for (const token of ['strong', 'bad', 'danger', 'warning', 'selected', 'marked', 'stale'] as const) {
		expect(monoTheme.paint(token, 'x')).not.toBe('x');
	}
});

it('the plain theme adds nothing', () => {
	for (const token of tokens) expect(plainTheme.paint(token, 'text')).toBe('text');
});

describe('faded', () => {
	it.each([systemTheme, monoTheme])('makes everything dim and nothing colored', theme => {
		const old = faded(theme);
		for (const token of tokens) expect(old.paint(token, 'x')).toBe('\u001b[2mx\u001b[22m');
	});

	it('adds nothing to the plain theme', () => {
		expect(faded(plainTheme).paint('bad', 'x')).toBe('x');
	});
});
