import * as z from 'zod';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import {type IndexDetail, indexDetailRow} from '../../queries/indexes/index-detail.ts';
import {type RequestPoint, requestPoint} from '../../queries/requests/requests.ts';
import {time} from '../../queries/statement.ts';
import {type FreeSpace, freeSpaceRow} from '../../queries/tables/measure.ts';
import {type TableDetail, tableDetailRow} from '../../queries/tables/table-detail.ts';
import {type Horizon, horizon} from '../../queries/vacuum/horizon.ts';
import {type ReusableUnknown, reusableUnknownWords} from '../tables/words.ts';
import {type VacuumRow, vacuumRow} from '../vacuum/schema.ts';
import {codedSchema} from './coded-schema.ts';
import {sectionSchema} from './section.ts';

/** The opened row, where its detail needs a query of its own. */
export type Focus =
	| {readonly kind: 'tenant'; readonly id: string | null}
	| {readonly kind: 'index'; readonly oid: number}
	| {readonly kind: 'migration'; readonly version: string}
	| {readonly kind: 'session'; readonly pid: number; readonly backendStart: string}
	| {readonly kind: 'table'; readonly oid: number}
	| ExplainFocus
	| {readonly kind: 'statement'; readonly queryId: string; readonly databaseId: number};

/** A session's statement whose query plan is wanted. */
export type ExplainFocus = {
	readonly kind: 'explain';
	readonly pid: number;
	readonly backendStart: string;
	readonly user: string | null;
	/** As it was on screen. */
	readonly statement: string;
	/** The screen had its beginning only. */
	readonly shortened: boolean;
};

export type Detail =
	| {kind: 'tenant'; since: Date; bucketSeconds: number; series: readonly RequestPoint[]}
	| {kind: 'index'; index: IndexDetail}
	| {kind: 'migration'; file: MigrationFile}
	| {kind: 'session'; query: string}
	| {kind: 'table'; table: TableFacts}
	| ExplainDetail
	| {kind: 'statement'; text: string};

export type ExplainDetail = {
	readonly kind: 'explain';
	readonly statement: string;
	readonly lines: readonly string[];
	readonly generic: boolean;
	/** The role that it was planned as. */
	readonly role: string;
};

/** Facts of the opened table: sizes, free space map, autovacuum checks and the xmin horizon. */
export type TableFacts = TableDetail & {
	/** Heap only. */
	readonly freeSpace: FreeSpace | null;
	/** Why there is none. */
	readonly freeSpaceUnknown: ReusableUnknown | null;
	/** The table, and its TOAST table. */
	readonly autovacuum: readonly VacuumRow[];
	readonly horizon: Horizon;
};

const block = z.object({text: z.string(), transaction: z.boolean(), line: z.number()});

/** Details of opened rows, as recordings keep them. */
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
			freeSpaceUnknown: codedSchema(reusableUnknownWords).nullable(),
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
