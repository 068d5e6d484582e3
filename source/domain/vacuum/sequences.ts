import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {type SequenceRow, sequenceRow} from '../../queries/vacuum/wraparound.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {elsewhereWords} from './words.ts';

export const sequenceUse = sequenceRow.extend({
	database: z.string().nullable().describe('Null: the database of the connection'),
	end: z.number().describe('The last value it can return: its own limit, or the limit of the column type'),
	endOf: z.enum(['sequence', 'column']).describe('The limit that is reached first'),
	used: z
		.number()
		.nullable()
		.describe('Share of the range that is used, 0 to 1; null where the last value is unknown'),
	left: z.number().nullable().describe('Values left'),
});
export type SequenceUse = z.output<typeof sequenceUse>;

/** The sequences of another database of the cluster, read over a short-lived connection. */
const databaseSequences = z.object({
	database: z.string(),
	askedAt: time.nullable().describe('Null where it has not been read yet'),
	total: z.int().nullable(),
	unseen: z.int().nullable().describe('Sequences whose last value is unknown'),
	reason: codedSchema(elsewhereWords).nullable().describe('Why its sequences are unknown'),
});
export type DatabaseSequences = z.output<typeof databaseSequences>;

export const sequencesSchema = z.object({
	total: z.int().describe('In this database'),
	unseen: z.int().describe('Sequences of this database whose last value is unknown'),
	grant: z
		.string()
		.nullable()
		.describe('The GRANT that lets this role read them, where a privilege is missing'),
	elsewhere: z.array(databaseSequences).describe('The other databases, without templates'),
	rows: z.array(sequenceUse).describe('At most 100 of the whole cluster, the fullest first'),
});
export type SequencesValue = z.output<typeof sequencesSchema>;

/** Ranges of the integer types. */
const ends: Readonly<Record<string, readonly [least: number, most: number]>> = {
	smallint: [-32_768, 32_767],
	integer: [-2_147_483_648, 2_147_483_647],
	bigint: [-(2 ** 63), 2 ** 63 - 1],
};

/**
How much of its range a sequence has used. The column it feeds may have a narrower type than the sequence; then the column
sets the limit.
@param found with its database, if that is not the one connected to
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
	// setval() may have put it outside of its range.
	const past = up ? row.last >= end : row.last <= end;
	const before = up ? row.last < begin : row.last > begin;
	const used = past ? 1 : before ? 0 : way === 0 ? 1 : Math.min(1, gone / way);
	const left = past ? 0 : Math.max(0, Math.floor(Math.abs(end - row.last) / Math.abs(row.increment)));
	return {...row, ...limit, used, left};
}

/** The fullest first. A sequence that cycles never fails at its own limit and comes later; unknown ones come last. */
export function fullest(rows: readonly SequenceUse[], most: number): SequenceUse[] {
	const place = ({used, cycles, endOf}: SequenceUse) =>
		(used ?? -3) - (cycles && endOf === 'sequence' ? 2 : 0);
	return rows.toSorted((a, b) => place(b) - place(a)).slice(0, most);
}
