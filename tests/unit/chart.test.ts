import {describe, expect, it} from 'vitest';
import {chart, resample} from '../../source/components/chart.ts';
import {duration, shortCount} from '../../source/format/quantities.ts';
import {widthOf} from '../../source/terminal/width.ts';
import {asciiGlyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';

const from = new Date(2026, 10, 21, 7, 30);
const to = new Date(2026, 10, 21, 8, 30);
const options = {width: 60, height: 10, glyphs: unicodeGlyphs, format: duration, from, to};

const wave = Array.from({length: 60}, (_unused, index) => 500 + 400 * Math.sin(index / 5));

describe('chart', () => {
	it.each([
		['a wave', wave],
		['one value', [7]],
		['a flat line', Array(60).fill(42)],
		['zeros', Array(60).fill(0)],
		['a spike that is large', [...Array(59).fill(1), 1e12]],
		['fractions', wave.map(value => value / 1e6)],
		['gaps', wave.map((value, index) => (index % 7 === 0 ? null : value))],
		['a gap at the beginning', [null, null, ...wave]],
		['one value among gaps', [null, null, 3, null]],
		['gaps alone', [null, null]],
		['nothing', []],
	])('takes %s, and is exactly as high as asked, and no wider', (_what, values) => {
		for (const [width, height] of [
			[60, 10],
			[37, 5],
			[100, 16],
			[20, 3],
			[10, 2],
			[60, 1],
		] as const) {
			const lines = chart(values, {...options, width, height});
			expect(lines).toHaveLength(height);
			for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(width, 46));
			expect(lines.join()).not.toContain('NaN');
		}
	});

	it('scales from 0 to the maximum in the given format', () => {
		const lines = chart(wave, options);
		expect(lines[0]).toMatch(/^\s*900 ms/);
		expect(lines.at(-2)).toMatch(/^\s*0 ms/);
		const counts = chart([0, 12_345], {...options, format: shortCount});
		expect(counts[0]).toMatch(/^\s*12\.3k/);
	});

	it('shows the first, middle and last time', () => {
		expect(chart(wave, options).at(-1)).toMatch(/^\s+07:30 +08:00 +08:30$/);
		expect(chart(wave, {...options, width: 30}).at(-1)).toMatch(/^\s+07:30 +08:30$/);
	});

	it('leaves a gap blank instead of drawing a line through it', () => {
		const held = [5, 5, 5, 5, 5, 5];
		const gap = [5, 5, null, null, 5, 5];
		const drawn = (values: Array<number | null>) => chart(values, {...options, width: 14}).join('\n');
		const marks = (text: string) => [...text].filter(character => character === '─').length;
		expect(marks(drawn(gap))).toBeLessThan(marks(drawn(held)));
		expect(marks(drawn(gap))).toBeGreaterThan(0);
	});

	it('shows each value at its position, also between gaps', () => {
		// Eight columns for eight values, and five lines from 0 to 4.
		const drawn = (values: Array<number | null>) =>
			chart(values, {...options, width: 13, height: 6, format: String})
				.slice(0, 5)
				.map(line => line.slice(5));
		expect(drawn([null, null, 4, null, null, 2, null, null])).toEqual(['  ─', '', '     ─', '', '']);
		expect(drawn([4, null, null, null, null, null, null, 0])).toEqual(['─', '', '', '', '       ─']);
		expect(drawn([0, 0, 4, 0, null, null, null, null])).toEqual(['  ╭╮', '  ││', '  ││', '  ││', '──╯╰']);
	});

	it('names the time range without data', () => {
		expect(chart([], options)[0]).toBe('no requests from 07:30 to 08:30');
	});

	it('is ASCII with ASCII glyphs', () => {
		for (const line of chart(wave, {...options, glyphs: asciiGlyphs})) expect(line).toMatch(/^[\x20-\x7e]*$/);
	});
});

describe('resample', () => {
	it.each([
		['keeps what fits', [1, 2, 3], 3, [1, 2, 3]],
		['loses no spike', [1, 9, 1, 1], 2, [9, 1]],
		['repeats where there is room', [1, 2], 4, [1, 1, 2, 2]],
		['a gap only where all are unknown', [null, 1, null, null], 2, [1, null]],
		['no values', [], 2, [null, null]],
	])('%s', (_what, values, columns, expected) => {
		expect(resample(values, columns)).toEqual(expected);
	});
});
