import * as z from 'zod';
import shapesSql from '../../../sql/queries/indexes/index-shapes.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readColumns} from '../columns.ts';
import {time} from '../statement.ts';

const numbers = z.string().transform(text => (text === '' ? [] : text.split(' ').map(Number)));

const shapeRow = z.object({
	oid: z.int(),
	tableOid: z.int(),
	method: z.int(),
	ordered: z.boolean().describe('btree: also serves queries on its first columns only'),
	columns: numbers.describe('Keys first, then INCLUDE columns; 0 is an expression'),
	keyCount: z.int(),
	opclasses: numbers,
	collations: numbers,
	options: numbers.describe('1: descending, 2: nulls first'),
	unknown: z.boolean().describe('Expressions not readable: its table is locked'),
	expressions: z.array(z.string()).nullable(),
	predicate: z.string().nullable(),
	unique: z.boolean(),
	immediate: z.boolean(),
	nullsNotDistinct: z.boolean(),
	usable: z.boolean(),
	constraint: z.boolean(),
	replicaIdentity: z.boolean(),
	clustered: z.boolean(),
	partitionChild: z.boolean(),
	madeBy: time
		.nullable()
		.describe('It existed at that time; null where the server keeps no commit timestamps'),
});
export type IndexShapeRow = z.infer<typeof shapeRow>;

/** Every user index, or only some. */
export function readIndexShapes(reader: Reader, oids?: readonly number[]): Promise<IndexShapeRow[]> {
	return readColumns(reader, shapesSql, shapeRow, [oids ? `{${oids.join()}}` : null]);
}
