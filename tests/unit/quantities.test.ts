import {afterEach, describe, expect, it} from 'vitest';
import * as format from '../../source/format/quantities.ts';

/** Something that is not known is never shown as 0. */
it.each([
	['bytes', format.bytes],
	['count', format.count],
	['shortCount', format.shortCount],
	['duration', format.duration],
	['shortDuration', format.shortDuration],
	['percent', (value: null | undefined) => format.percent(value)],
	['dateTime', format.dateTime],
	['age', (value: null | undefined) => format.age(value, new Date(0))],
] as const)('%s prints n/a for an unknown value', (_name, show) => {
	expect(show(null)).toBe('n/a');
	expect(show(undefined)).toBe('n/a');
});

it('prints a dash for a rate that is not known yet', () => {
	expect(format.perSecond(null)).toBe('-');
	expect(format.perSecond(undefined)).toBe('-');
});

const kB = 1024;
const MB = kB * 1024;
const GB = MB * 1024;

describe('bytes', () => {
	it.each([
		[0, '0 B'],
		[1, '1 B'],
		[1023, '1023 B'],
		[1024, '1.0 kB'],
		[1536, '1.5 kB'],
		[99.9 * kB, '99.9 kB'],
		[100 * kB, '100 kB'],
		[1023.4 * kB, '1023 kB'],
		[1023.9 * kB, '1.0 MB'],
		[8192 * MB, '8.0 GB'],
		[3 * GB * 1024 ** 3, '3072 PB'],
		[-1536, '-1.5 kB'],
	])('%d is %s, in units of 1,024', (value, text) => {
		expect(format.bytes(value)).toBe(text);
	});
});

describe('byteRange', () => {
	it.each([
		[3.8 * MB, 4.6 * MB, '3.8–4.6 MB'],
		[900 * kB, 1.2 * MB, '900 kB–1.2 MB'],
		[MB, MB, '1.0 MB'],
		[null, null, 'n/a'],
	])('%d to %d is %s', (low, high, text) => {
		expect(format.byteRange(low, high)).toBe(text);
	});
});

describe('count', () => {
	it.each([
		[0, '0'],
		[999, '999'],
		[1234567, '1,234,567'],
		[-1234, '-1,234'],
	])('%d is %s', (value, text) => {
		expect(format.count(value)).toBe(text);
	});
});

describe('shortCount', () => {
	it.each([
		[0, '0'],
		[7, '7'],
		[0.04, '0'],
		[2.5, '2.5'],
		[12.4, '12'],
		[999, '999'],
		[1000, '1.0k'],
		[12_345, '12.3k'],
		[99_949, '99.9k'],
		[99_950, '100k'],
		[999_499, '999k'],
		[999_500, '1.00M'],
		[4_560_000, '4.56M'],
		[99_949_999, '99.9M'],
		[999_500_000, '1.00G'],
		[12_000_000_000, '12.0G'],
		[123_000_000_000, '123G'],
	])('%d is %s', (value, text) => {
		expect(format.shortCount(value)).toBe(text);
	});

	it('takes at most five characters up to ten thousand billion', () => {
		for (let value = 1; value < 1e13; value *= 1.37) {
			for (const number of [Math.round(value), value]) {
				expect([number, format.shortCount(number).length <= 5]).toEqual([number, true]);
			}
		}
	});
});

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('duration', () => {
	it.each([
		[0, '0 ms'],
		[0.42, '0.4 ms'],
		[9.94, '9.9 ms'],
		[9.96, '10 ms'],
		[999, '999 ms'],
		[999.6, '1 s'],
		[3200, '3.2 s'],
		[59.94 * second, '59.9 s'],
		[59.96 * second, '1 min'],
		[4 * minute + 10 * second, '4 min 10 s'],
		[59 * minute + 59.6 * second, '1 h'],
		[2 * hour + 5 * minute, '2 h 5 min'],
		[23 * hour + 59 * minute + 59 * second, '23 h 59 min'],
		[day, '1 d'],
		[3 * day + 4 * hour + 59 * minute, '3 d 4 h'],
		[-2500, '-2.5 s'],
	])('%d ms is %s', (value, text) => {
		expect(format.duration(value)).toBe(text);
	});
});

describe('shortDuration', () => {
	it.each([
		[0.42, '0.4 ms'],
		[59.94 * second, '59.9 s'],
		[59.96 * second, '1 min'],
		[4 * minute + 10 * second, '4.2 min'],
		[59.9 * minute, '59.9 min'],
		[59 * minute + 59 * second, '1 h'],
		[2 * hour + 5 * minute, '2.1 h'],
		[23.99 * hour, '1 d'],
		[3 * day + 4 * hour, '3.2 d'],
		[400.4 * day, '400 d'],
		[-90 * second, '-1.5 min'],
	])('%d ms is %s', (value, text) => {
		expect(format.shortDuration(value)).toBe(text);
	});

	it('takes at most eight characters up to a hundred thousand days', () => {
		for (let value = 0.01; value < 1e5 * day; value *= 1.37) {
			expect([value, format.shortDuration(value).length <= 8]).toEqual([value, true]);
		}
	});
});

describe('age', () => {
	const now = new Date('2026-11-21T08:30:00Z');
	const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
	it.each([
		[ago(999), 'now'],
		[ago(1999), '1 s'],
		[ago(4 * minute + 10.9 * second), '4 min 10 s'],
		[ago(-5000), 'now'],
	])('%s is %s', (then, text) => {
		expect(format.age(then, now)).toBe(text);
	});
});

describe('shortAge', () => {
	const now = new Date('2026-11-21T08:30:00Z');
	it.each([
		[0, 'now'],
		[59 * second, '59 s'],
		[4 * minute + 10 * second, '4 min'],
		[3 * day + 4 * hour, '3 d'],
	])('%d ms is %s', (value, text) => {
		expect(format.shortAge(new Date(now.getTime() - value), now)).toBe(text);
	});
});

describe('percent', () => {
	it.each([
		[0, 1, '0.0 %'],
		[0.9876, 1, '98.8 %'],
		[0.99995, 2, '100.00 %'],
		[1, 0, '100 %'],
	])('%d with %d digits is %s', (value, digits, text) => {
		expect(format.percent(value, digits)).toBe(text);
	});
});

describe('perSecond', () => {
	it.each([
		[0, '0/s'],
		[0.04, '0/s'],
		[2.34, '2.3/s'],
		[12_345.6, '12.3k/s'],
	])('%d is %s', (value, text) => {
		expect(format.perSecond(value)).toBe(text);
	});
});

describe('times', () => {
	const at = new Date(2026, 0, 2, 3, 4, 5);
	it('are local, and always have the same width', () => {
		expect(format.clock(at)).toBe('03:04:05');
		expect(format.clock(at, false)).toBe('03:04');
		expect(format.dateTime(at)).toBe('2026-01-02 03:04:05');
	});
});

describe('plural', () => {
	it.each([
		[1, 'row', undefined, '1 row'],
		[0, 'row', undefined, '0 rows'],
		[1234, 'index', 'indexes', '1,234 indexes'],
	])('%d %s', (number, one, many, text) => {
		expect(format.plural(number, one, many)).toBe(text);
	});
});

describe('zone', () => {
	const own = process.env.TZ;
	afterEach(() => {
		process.env.TZ = own;
	});
	it.each([
		['UTC', 'UTC'],
		['Europe/Berlin', 'Europe/Berlin, UTC+01:00 now'],
		['America/St_Johns', 'America/St_Johns, UTC-03:30 now'],
	])('formats %s', (name, text) => {
		process.env.TZ = name;
		expect(format.zone(new Date('2026-11-21T08:30:00Z'))).toBe(text);
	});
});
