import {readFileSync} from 'node:fs';
import path from 'node:path';
import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {changes, leaner, plainText} from '../../scripts/lean-packages.ts';
import {count} from '../../source/format/quantities.ts';
import {graphemes} from '../../source/terminal/graphemes.ts';

const characters = Array.from({length: 0x10000}, (_unused, code) => String.fromCharCode(code));
const plain = characters.filter(character => plainText.test(character));

/** All marks beside each other would take a while: every seventh does for those. */
const some = plain.filter((_unused, index) => index % 7 === 0);

describe('package data omitted from the build', () => {
	it.each([...new Set(changes.map(({file}) => file))])('still exists in %s', file => {
		const text = readFileSync(path.resolve('node_modules', file), 'utf8');
		expect(() => leaner(file, text)).not.toThrow();
		expect(() => leaner(file, 'of another version')).toThrow(`${file} has changed`);
	});

	it('does not affect the width of plain text: one column per character, alone and in pairs', () => {
		expect(plain.length).toBeGreaterThan(250);
		expect(plain.filter(one => stringWidth(one) !== 1)).toEqual([]);
		const pairs = plain.flatMap(one => some.map(other => one + other));
		expect(pairs.filter(pair => stringWidth(pair) !== 2)).toEqual([]);
	});

	it('does not affect the width of emoji, which are wide without the list of emoji', () => {
		const emoji = characters.filter(character => /^\p{RGI_Emoji}$/v.test(character));
		expect(emoji.length).toBeGreaterThan(30);
		const wide = emoji.filter(one => stringWidth(one.replace(/\ufe0f/g, '')) === 2);
		expect(wide).toEqual(emoji);
	});
});

describe('graphemes', () => {
	const real = new Intl.Segmenter();
	const of = (text: string, by: Pick<typeof graphemes, 'segment'>) =>
		[...by.segment(text)].map(({segment, index}) => [segment, index]);

	it('match Intl.Segmenter for plain text', () => {
		const all = ['\u001b', ...plain].flatMap(one => [one, ...some.map(other => one + other)]);
		expect(all.filter(text => String(of(text, graphemes)) !== String(of(text, real)))).toEqual([]);
	});

	it.each(['e\u0301', '👩‍👩‍👧 x', '한국', '\r\n', ''])('match Intl.Segmenter for %j', text => {
		expect(of(text, graphemes)).toEqual(of(text, real));
	});
});

describe('count', () => {
	const format = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
	it.each([0, 1, 12, 999, 1000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991, -1234, 1999.6])(
		'formats %d like Intl',
		value => expect(count(value)).toBe(format.format(value)),
	);
});
