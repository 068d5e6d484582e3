import * as z from 'zod';
import {type SequenceRow, sequenceRow} from '../../queries/vacuum/wraparound.ts';

export const sequenceUse = sequenceRow.extend({
	database: z.string().nullable().describe('Another one than that of the connection'),
	end: z.number().describe('The value after which it fails, or begins anew: its own, or that of the column'),
	endOf: z.enum(['sequence', 'column']).describe('Whose limit comes first'),
	used: z
		.number()
		.nullable()
		.describe('Share of the way to it, 0 to 1; null where its last value is not known'),
	left: z.number().nullable().describe('Values that it can still give'),
});
export type SequenceUse = z.output<typeof sequenceUse>;

/** Largest and least value of the integer types. */
const ends: Readonly<Record<string, readonly [least: number, most: number]>> = {
	smallint: [-32_768, 32_767],
	integer: [-2_147_483_648, 2_147_483_647],
	bigint: [-(2 ** 63), 2 ** 63 - 1],
};

/**
How far a sequence is on its way to the end: its own, or that of the column that it feeds where that is narrower. A
sequence that counts down goes to its least value.
@param found with its database, where that is another one
*/
export function sequenceUseOf(found: SequenceRow & {readonly database?: string}): SequenceUse {
	const row = {...found, database: found.database ?? null};
	const up = row.increment > 0;
	const [columnLeast, columnMost] = ends[row.columnType ?? ''] ?? [-Infinity, Infinity];
	const own = up ? row.most : row.least;
	const column = up ? columnMost : columnLeast;
	const byColumn = up ? column < own : column > own;
	const end = byColumn ? column : own;
	const begin = up ? Math.min(row.least, end) : Math.max(row.most, end);
	const way = Math.abs(end - begin);
	const limit = {end, endOf: byColumn ? ('column' as const) : ('sequence' as const)};
	if (row.unseen !== null) return {...row, ...limit, used: null, left: null};
	const all = Math.floor(way / Math.abs(row.increment)) + 1;
	if (row.last === null) return {...row, ...limit, used: 0, left: all};
	const gone = Math.abs(row.last - begin);
	// One that was set back before its beginning, or beyond the end, is at neither in truth.
	const past = up ? row.last >= end : row.last <= end;
	const before = up ? row.last < begin : row.last > begin;
	const used = past ? 1 : before ? 0 : way === 0 ? 1 : Math.min(1, gone / way);
	const left = past ? 0 : Math.max(0, Math.floor(Math.abs(end - row.last) / Math.abs(row.increment)));
	return {...row, ...limit, used, left};
}

/** Sequences of which most is used, the fullest first; those that cycle fail at no end of their own, and come after; what is not known comes last. */
export function fullest(rows: readonly SequenceUse[], most: number): SequenceUse[] {
	const place = ({used, cycles, endOf}: SequenceUse) =>
		(used ?? -3) - (cycles && endOf === 'sequence' ? 2 : 0);
	return rows.toSorted((a, b) => place(b) - place(a)).slice(0, most);
}
