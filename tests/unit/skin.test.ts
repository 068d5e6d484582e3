import {describe, expect, it} from 'vitest';
import {
	heading,
	line,
	padPainted,
	type Segment,
	type Skin,
	segmentsWidth,
	spreadLine,
} from '../../source/components/skin.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {widthOf} from '../../source/terminal/width.ts';
import {asciiGlyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {plainTheme, systemTheme} from '../../source/theme/tokens.ts';
import {randomTexts} from './random-text.ts';

const plain: Skin = {theme: plainTheme, glyphs: unicodeGlyphs};
const colored: Skin = {theme: systemTheme, glyphs: unicodeGlyphs};

describe('line', () => {
	it.each([
		['puts its pieces together', ['a', ['bad', 'b'], 'c'], 9, 'abc'],
		['cuts where it is full', ['abc', ['bad', 'def']], 5, 'abcd…'],
		['marks a cut between two pieces', ['abc', 'def'], 3, 'abc'],
		['has no room', ['abc'], 0, ''],
		['shows a newline as a blank', ['a\nb'], 9, 'a b'],
	] as Array<[string, Segment[], number, string]>)('%s', (_what, segments, width, expected) => {
		expect(line(segments, width, plain)).toBe(expected);
	});

	it('paints each segment by its token', () => {
		expect(line(['a', ['good', 'b']], 9, colored)).toBe(`a${systemTheme.paint('good', 'b')}`);
	});

	it('ends every color, cut or not', () => {
		expect(line([['bad', 'abcdef']], 3, colored)).toBe(systemTheme.paint('bad', 'ab…'));
	});

	it('uses the ellipsis of its glyphs', () => {
		expect(line(['abcdef'], 3, {theme: plainTheme, glyphs: asciiGlyphs})).toBe('ab~');
	});
});

describe('spreadLine', () => {
	it.each([
		['both ends', ['ab'], ['cd'], 8, 'ab    cd'],
		['the left alone where they do not fit', ['abc'], ['def'], 6, 'abc'],
		['at least one blank between', ['abc'], ['def'], 7, 'abc def'],
	])('%s', (_what, left, right, width, expected) => {
		expect(spreadLine(left, right, width, plain)).toBe(expected);
	});
});

describe('heading', () => {
	it.each([
		['a rule to the end', ['Title'], [], 12, '─ Title ────'],
		['what stands beside it', ['T'], ['x'], 12, '─ T ──── x ─'],
		['the title alone where there is no room', ['Title'], ['too long'], 12, '─ Title ────'],
		['a title that is cut', ['A long title'], [], 8, '─ A lon…'],
	] as Array<[string, string[], string[], number, string]>)('%s', (_what, title, aside, width, expected) => {
		expect(heading(title, aside, width, plain)).toBe(expected);
	});
});

it('padPainted ignores escape sequences', () => {
	const painted = systemTheme.paint('bad', 'ab');
	expect(padPainted(painted, 4)).toBe(`${painted}  `);
	expect(padPainted(painted, 1)).toBe(painted);
});

it('segmentsWidth counts columns, not characters', () => {
	expect(segmentsWidth(['日本', ['bad', 'e\u0301']])).toBe(5);
});

it('line is never wider than requested and never breaks', () => {
	const texts = [...randomTexts(600, 4)].map(sanitize);
	for (const [index, text] of texts.entries()) {
		const other = texts[(index * 7) % texts.length] ?? '';
		for (const width of [0, 1, 5, 20, 80]) {
			const lines = [
				line([text, ['bad', other]], width, colored),
				spreadLine([text], [['good', other]], width, colored),
				heading([['title', text]], [other], width, colored),
			];
			for (const made of lines) {
				expect([widthOf(made) <= width, text, other, width]).toEqual([true, text, other, width]);
				expect(made).not.toContain('\n');
			}
		}
	}
});
