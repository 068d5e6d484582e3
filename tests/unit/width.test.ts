import stringWidth from 'string-width';
import {describe, expect, it, vi} from 'vitest';
import {graphemes} from '../../source/terminal/graphemes.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {fitTo, truncate, truncateMiddle, widthOf, wrap} from '../../source/terminal/width.ts';
import {randomTexts} from './random-text.ts';

describe('widthOf', () => {
	it.each([
		['ASCII', 'abc', 3],
		['nothing', '', 0],
		['CJK', '日本', 4],
		['an emoji', '😀', 2],
		['an emoji of several code points', '👩‍👩‍👧', 2],
		['a combining mark', 'e\u0301', 1],
		['umlauts', 'Grüße', 5],
		['our own marks', '…▲▁│', 4],
		['a newline and a tab, which a line shows as blanks', 'a\nb\tc', 5],
	])('counts the columns of %s', (_what, text, width) => {
		expect(widthOf(text)).toBe(width);
	});
});

describe('truncate', () => {
	it.each([
		['leaves what fits', 'abc', 3, 'abc'],
		['marks what is cut', 'abcd', 3, 'ab…'],
		['does not halve a wide character', '日本語', 4, '日…'],
		['does not halve a grapheme', 'e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
		['has room for the mark alone', 'abc', 1, '…'],
		['has room for nothing', 'abc', 0, ''],
		['takes a negative width for none', 'abc', -3, ''],
		['folds a newline, so that a cell stays one line', 'a\nb', 5, 'a b'],
	])('%s', (_what, text, width, expected) => {
		expect(truncate(text, width)).toBe(expected);
	});

	it('uses the given mark', () => {
		expect(truncate('abcd', 3, '~')).toBe('ab~');
	});
});

describe('truncateMiddle', () => {
	it.each([
		['leaves what fits', 'abc', 3, 'abc'],
		['keeps the beginning and the end', 'orders_customer_id_idx', 11, 'order…d_idx'],
		['keeps more of the end, which tells names apart', 'abcdefgh', 6, 'ab…fgh'],
		['does not halve a wide character', '日本語日本語', 6, '日…語'],
		['does not halve a grapheme', 'e\u0301e\u0301e\u0301e\u0301', 3, 'e\u0301…e\u0301'],
		['keeps the beginning alone in two columns', 'abcd', 2, 'a…'],
		['has room for nothing', 'abc', 0, ''],
		['folds a newline, so that a cell stays one line', 'a\nb', 5, 'a b'],
	])('%s', (_what, text, width, expected) => {
		expect(truncateMiddle(text, width)).toBe(expected);
	});

	it('is never wider than the width', () => {
		for (const text of randomTexts(200)) {
			for (const width of [0, 1, 2, 3, 5, 8, 13, 21])
				expect(widthOf(truncateMiddle(sanitize(text), width))).toBeLessThanOrEqual(width);
		}
	});
});

describe('fitTo', () => {
	it.each([
		['pads at the right', 'ab', 4, 'left', 'ab  '],
		['pads at the left', 'ab', 4, 'right', '  ab'],
		['pads a wide character that had to go', '日本', 3, 'left', '日…'],
		['pads where the mark leaves a column', '日本', 2, 'left', '… '],
		['cuts', 'abcdef', 4, 'right', 'abc…'],
		['gives nothing for no room', 'abc', 0, 'left', ''],
	] as const)('%s', (_what, text, width, align, expected) => {
		expect(fitTo(text, width, align)).toBe(expected);
	});

	it('returns exactly the width, on one line, for any text', () => {
		for (const text of randomTexts(2000, 2)) {
			const safe = sanitize(text);
			for (const width of [0, 1, 2, 3, 7, 20, 60]) {
				const cell = fitTo(safe, width, width % 2 === 0 ? 'left' : 'right');
				expect([stringWidth(cell), safe, width]).toEqual([width, safe, width]);
				expect(cell).not.toMatch(/[\n\t]/);
			}
		}
	});
});

describe('wrap', () => {
	it.each([
		['breaks at a blank', 'one two three', 8, ['one two', 'three']],
		['breaks a word that is too long', 'abcdefgh', 3, ['abc', 'def', 'gh']],
		['keeps paragraphs', 'a\n\nb', 5, ['a', '', 'b']],
		['measures wide characters', '日本語', 4, ['日本', '語']],
		['gives one empty line for nothing', '', 5, ['']],
		['gives none for no room', 'abc', 0, []],
	])('%s', (_what, text, width, expected) => {
		expect(wrap(text, width)).toEqual(expected);
	});

	it('measures each character of a long line once', () => {
		const segment = vi.spyOn(graphemes, 'segment');
		const lines = wrap(`${'é'.repeat(5000)} ${'wörd '.repeat(5000)}`, 78);
		expect(segment.mock.calls).toHaveLength(1);
		expect(lines.length).toBeGreaterThan(300);
		segment.mockRestore();
	});

	it('does not measure a long text twice in a row', () => {
		const text = 'ä'.repeat(10_000);
		const lines = wrap(text, 40);
		const segment = vi.spyOn(graphemes, 'segment');
		expect(wrap(text, 40)).toEqual(lines);
		expect(segment).not.toHaveBeenCalled();
		segment.mockRestore();
	});

	it('never returns a line that is too wide, and drops only blanks', () => {
		for (const text of randomTexts(400, 3)) {
			const safe = sanitize(text);
			for (const width of [2, 5, 13, 40]) {
				const lines = wrap(safe, width);
				for (const part of lines)
					expect([stringWidth(part) <= width, safe, width]).toEqual([true, safe, width]);
				const bare = (value: string) => value.replace(/[\s]/g, '');
				expect(bare(lines.join(''))).toBe(bare(safe));
			}
		}
	});
});
