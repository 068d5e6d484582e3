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

	it.each([
		['from a floor above 0', [1, 1.5, 2], {floor: 1, ceiling: 2}, '▁▅█'],
		['lower than the floor where a value is', [0, 0.5, 1], {floor: 0.9, ceiling: 1}, '▁▅█'],
		['little where the ceiling is high', [10, 11, 12], {floor: 0, ceiling: 100}, '▁▁▁'],
		['half of the ceiling', [50, 50, 50], {floor: 0, ceiling: 100}, '▅▅▅'],
		['higher than the ceiling where a value is', [0, 400, 800], {floor: 0, ceiling: 100}, '▁▅█'],
		['nothing known', [null], {floor: 0, ceiling: 1}, '   '],
	])('on a scale: %s', (_what, values, scale, expected) => {
		expect(sparkline(values, 3, unicodeGlyphs, scale)).toBe(expected);
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
	])('draws %s', (_what, share, width, expected) => {
		expect(bar(share, width, unicodeGlyphs)).toBe(expected);
	});
});
