import {describe, expect, it} from 'vitest';
import {bar, sparkline} from '../../source/components/sparkline.ts';
import {asciiGlyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';

describe('sparkline', () => {
	it.each([
		['from 0 to the greatest', [0, 4, 8], 3, '▁▅█'],
		['the last ones that fit', [9, 9, 0, 8], 2, '▁█'],
		['at the right of its room', [0, 8], 4, '  ▁█'],
		['a blank for what is not known', [0, null, 8], 3, '▁ █'],
		['a line at the bottom where all is 0', [0, 0, 0], 3, '▁▁▁'],
		['values that are all equal, above 0', [5, 5], 2, '██'],
		['nothing known at all', [null, null], 2, '  '],
		['no values', [], 3, '   '],
		['no room', [1, 2, 3], 0, ''],
		['values below 0', [-8, 0], 2, '▁█'],
	])('%s', (_what, values, width, expected) => {
		expect(sparkline(values, width, unicodeGlyphs)).toBe(expected);
	});

	it('begins at the least where asked to: a cache hit ratio moves little beside what it is', () => {
		expect(sparkline([0.98, 0.99, 1], 3, unicodeGlyphs)).toBe('███');
		expect(sparkline([0.98, 0.99, 1], 3, unicodeGlyphs, Infinity)).toBe('▁▅█');
		expect(sparkline([null], 3, unicodeGlyphs, Infinity)).toBe('   ');
		expect(sparkline([7, 7], 2, unicodeGlyphs, Infinity)).toBe('▁▁');
	});

	it('draws in ASCII', () => {
		expect(sparkline([0, 4, 8], 3, asciiGlyphs)).toBe('_+#');
	});
});

describe('bar', () => {
	it.each([
		['nothing', 0, 4, '░░░░'],
		['half', 0.5, 4, '██░░'],
		['all', 1, 4, '████'],
		['more than all', 7, 4, '████'],
		['hardly anything, which shows all the same', 0.001, 4, '█░░░'],
		['less than nothing', -1, 4, '░░░░'],
		['what is not known', null, 4, '    '],
		['no room', 0.5, 0, ''],
		['less than no room', 0.5, -2, ''],
	])('of %s', (_what, share, width, expected) => {
		expect(bar(share, width, unicodeGlyphs)).toBe(expected);
	});
});
