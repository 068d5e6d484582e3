import * as z from 'zod';
import {sectionSchema} from '../../domain/snapshot/section.ts';
import {vacuumRow} from '../../domain/vacuum/schema.ts';
import {indexDetailRow} from '../../queries/indexes/index-detail.ts';
import {requestPoint} from '../../queries/requests/requests.ts';
import {time} from '../../queries/statement.ts';
import {freeSpaceRow} from '../../queries/tables/measure.ts';
import {tableDetailRow} from '../../queries/tables/table-detail.ts';
import {horizon} from '../../queries/vacuum/horizon.ts';

const block = z.object({text: z.string(), transaction: z.boolean(), line: z.number()});

/** Details of opened rows, as a recording has them. */
const detailSchema = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('tenant'),
		since: time,
		bucketSeconds: z.number(),
		series: z.array(requestPoint),
	}),
	z.object({kind: z.literal('index'), index: indexDetailRow}),
	z.object({
		kind: z.literal('migration'),
		file: z.object({
			fileName: z.string(),
			version: z.string(),
			name: z.string(),
			text: z.string(),
			checksum: z.string(),
			up: block.optional(),
			down: block.optional(),
			problem: z.string().optional(),
		}),
	}),
	z.object({kind: z.literal('session'), query: z.string()}),
	z.object({
		kind: z.literal('table'),
		table: tableDetailRow.extend({
			freeSpace: freeSpaceRow.nullable(),
			freeSpaceUnknown: z.string().nullable(),
			autovacuum: z.array(vacuumRow),
			horizon,
		}),
	}),
	z.object({
		kind: z.literal('explain'),
		statement: z.string(),
		lines: z.array(z.string()),
		generic: z.boolean(),
		role: z.string(),
	}),
	z.object({kind: z.literal('statement'), text: z.string()}),
]);

export const detailSection = sectionSchema('Detail', detailSchema);
