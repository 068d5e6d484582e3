import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {statisticsSince} from '../../queries/statistics-since.ts';
import {tableCatalogRow, tableCounters} from '../../queries/tables/tables.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {tableTrend} from './trend.ts';
import {
	bloatUnknownWords,
	reasonWords,
	reusableUnknownWords,
	tableVerdicts,
	trendUnknownWords,
} from './words.ts';

export const tablesSchema = z.object({
	countedSince: statisticsSince.describe(
		'When the counters of rows, writes, scans, vacuum and analyze began',
	),
	catalogSampledAt: time.describe('When sizes, scans and rowsEstimate were read'),
	bloatSampledAt: time.nullable(),
	reusableUnknown: codedSchema(reusableUnknownWords)
		.nullable()
		.describe('Why no free space map can be read here'),
	rows: z.array(
		tableCatalogRow.extend({
			...tableCounters.shape,
			sizeAt: time
				.nullable()
				.describe('When its sizes were read, if not with the catalog: in databases with very many tables'),
			liveTuples: z.number().nullable().describe('Null where the counters were reset and count changes only'),
			deadTuples: z.number().nullable(),
			modifiedSinceAnalyze: z.number().nullable(),
			deadRatio: z
				.number()
				.nullable()
				.describe('Share of dead tuples, 0 to 1; null for an empty table and where they are unknown'),
			bloatLowBytes: z.number().nullable().describe('Statistical estimate: low end'),
			bloatHighBytes: z.number().nullable().describe('Statistical estimate: high end'),
			bloatUnknown: codedSchema(bloatUnknownWords).nullable().describe('Why there is no estimate'),
			toastBytes: z.number().nullable().describe('Size of its TOAST at the last VACUUM; null where unknown'),
			reusableBytes: z
				.number()
				.nullable()
				.describe(
					'Free space inside the heap by the free space map of the last VACUUM; null where it was not read',
				),
			reusableSampled: z.boolean().describe('Extrapolated from a sample of its pages'),
			reusableAt: time.nullable(),
			verdict: z.enum(tableVerdicts),
			reasons: z
				.array(codedSchema(reasonWords))
				.describe('Reasons for the verdict, and the figures that are unknown'),
			trend: tableTrend.nullable().describe('From the sizes that this host has kept on other days'),
			trendUnknown: codedSchema(trendUnknownWords)
				.nullable()
				.describe('Why it is unknown whether the table grows or shrinks'),
		}),
	),
});

export type Tables = z.output<typeof tablesSchema>;
export type TableStatus = Tables['rows'][number];
