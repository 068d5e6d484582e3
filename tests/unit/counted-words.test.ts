import {expect, it} from 'vitest';
import {
	byteFigure,
	countFigure,
	shareFigure,
	statementTime,
	timeFigure,
} from '../../source/panes/counted-words.ts';

it.each([
	[0, '0 ms'],
	[0.0001, '1 us'],
	[0.042, '42 us'],
	[0.3, '0.3 ms'],
	[20, '20 ms'],
])('%f ms is %s', (milliseconds, text) => {
	expect(statementTime(milliseconds)).toBe(text);
});

it.each([
	['there is nothing to compare with yet', undefined, '-'],
	['this server does not count it', null, 'n/a'],
	['it is known', 0, '0/s'],
])('countFigure has a text if %s', (_what, value, text) => {
	expect(countFigure(value, 'interval')).toBe(text);
});

it('figures have their unit, and rates are per second', () => {
	expect(byteFigure(2048.4, 'interval')).toBe('2.0 kB/s');
	expect(byteFigure(2048, 'connected')).toBe('2.0 kB');
	expect(timeFigure(400, 'interval')).toBe('400 ms/s');
	expect(countFigure(2000, 'lifetime')).toBe('2.0k');
});

it('a share of a total of 0 is a dash', () => {
	expect([shareFigure(1, 4), shareFigure(0, 0), shareFigure(null, 4), shareFigure(1, undefined)]).toEqual([
		'25.0 %',
		'-',
		'-',
		'-',
	]);
});
