import * as z from 'zod';
import {horizon} from '../queries/horizon.ts';
import {indexDetailRow} from '../queries/index-detail.ts';
import {freeSpaceRow} from '../queries/measure.ts';
import {requestPoint} from '../queries/requests.ts';
import {time} from '../queries/statement.ts';
import {tableDetailRow} from '../queries/table-detail.ts';
import {sectionSchema} from '../snapshot/section.ts';
import {vacuumRow} from '../snapshot/vacuum.ts';

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
