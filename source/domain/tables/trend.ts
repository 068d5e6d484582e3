import * as z from 'zod';
import {time} from '../../queries/statement.ts';

/** How a table has changed over the days observed. */
export const tableTrend = z.object({
	state: z
		.enum(['growing', 'shrinking', 'steady', 'varying'])
		.describe('varying: it had fewer rows for a while, and then as many as before'),
	since: time,
	rowsThen: z.number(),
	rowsMost: z.number().describe('The highest count since then'),
	rowsNow: z.number(),
	bytesThen: z.number().describe('Size of its heap'),
	bytesNow: z.number(),
});
export type TableTrend = z.output<typeof tableTrend>;

/** Rows and bytes of a heap at a moment, as the server counts them. */
export type SizeMark = {readonly atMs: number; readonly rows: number; readonly bytes: number};

/** Growth within hours follows the time of day. */
const leastMs = 86_400_000;
/** Row counts are estimates: a smaller difference is none. */
const share = 0.05;

/**
Whether a table grows or shrinks, by its row count: a file does not shrink when rows are deleted. A table whose rows come
back refills its free space by itself.
@param earlier marks, the oldest first
@returns null where they span less than a day
*/
export function trendOf(earlier: readonly SizeMark[], latest: SizeMark): TableTrend | null {
	const [first] = earlier;
	if (!first || latest.atMs - first.atMs < leastMs) return null;
	const marks = [...earlier, latest];
	const most = Math.max(...marks.map(({rows}) => rows));
	return {
		state: stateOf(
			marks.map(({rows}) => rows),
			most,
		),
		since: new Date(first.atMs),
		rowsThen: first.rows,
		rowsMost: most,
		rowsNow: latest.rows,
		bytesThen: first.bytes,
		bytesNow: latest.bytes,
	};
}

function stateOf(rows: readonly number[], most: number): TableTrend['state'] {
	if (hasComeBack(rows)) return 'varying';
	const [then = 0] = rows;
	const now = rows.at(-1) ?? 0;
	if (now > then * (1 + share)) return 'growing';
	return now < most * (1 - share) ? 'shrinking' : 'steady';
}

/** The count fell below a former maximum and later reached it again. */
function hasComeBack(rows: readonly number[]): boolean {
	let most = 0;
	let fallenFrom = Number.POSITIVE_INFINITY;
	for (const count of rows) {
		if (count >= fallenFrom * (1 - share)) return true;
		if (count < most * (1 - share)) fallenFrom = Math.min(fallenFrom, most);
		most = Math.max(most, count);
	}
	return false;
}
