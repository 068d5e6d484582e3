import {describe, expect, it} from 'vitest';
import {type SizeMark, trendOf} from '../../source/domain/tables/trend.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const mark = (day: number, rows: number): SizeMark => ({atMs: start + day * dayMs, rows, bytes: rows * 100});

describe('whether a table grows or shrinks', () => {
	it.each([
		['growing', [1000, 1020, 1100]],
		['growing', [0, 5]],
		['steady', [1000, 980, 1040]],
		['steady', [0, 0]],
		['shrinking', [1000, 400]],
		// A purge of one that grew: it is smaller than it was, and stays so.
		['shrinking', [800, 1000, 300, 310]],
		['shrinking', [1000, 0]],
		// A queue, or a table that is loaded anew: its room is used again.
		['varying', [800, 1000, 200, 990]],
		['varying', [1000, 200, 1000, 200]],
		// It was cleared, and has grown since beyond what it was.
		['varying', [1000, 200, 2000]],
	])('%s: %j', (state, rows) => {
		const marks = rows.map((count, day) => mark(day, count));
		const latest = marks.pop() ?? mark(0, 0);
		expect(trendOf(marks, latest)).toMatchObject({
			state,
			since: new Date(start),
			rowsThen: rows[0],
			rowsMost: Math.max(...rows),
			rowsNow: rows.at(-1),
			bytesThen: (rows[0] ?? 0) * 100,
			bytesNow: (rows.at(-1) ?? 0) * 100,
		});
	});

	it('is unknown within the first day', () => {
		expect(trendOf([], mark(0, 1000))).toBeNull();
		expect(trendOf([mark(0, 1000)], mark(0.99, 5))).toBeNull();
		expect(trendOf([mark(0, 1000)], mark(1, 5))?.state).toBe('shrinking');
	});
});
