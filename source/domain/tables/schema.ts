import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {statisticsSince} from '../../queries/statistics-since.ts';
import {tableCatalogRow, tableCounters} from '../../queries/tables/tables.ts';
import {tableTrend} from './trend.ts';
import {tableVerdicts} from './verdict.ts';

export const tablesSchema = z.object({
	countedSince: statisticsSince.describe(
		'Since when rows, writes, scans and the last vacuum and analyze are counted',
	),
	catalogSampledAt: time.describe('Age of the sizes, scans and rowsEstimate'),
	bloatSampledAt: time.nullable(),
	reusableUnknown: z.string().nullable().describe('Why no free space map can be read here'),
	rows: z.array(
		tableCatalogRow.extend({
			...tableCounters.shape,
			sizeAt: time
				.nullable()
				.describe('When its sizes were read, where that is of another time than the catalog: of very many'),
			liveTuples: z
				.number()
				.nullable()
				.describe('Null where the counters were erased and know only what came since'),
			deadTuples: z.number().nullable(),
			modifiedSinceAnalyze: z.number().nullable(),
			deadRatio: z
				.number()
				.nullable()
				.describe('Dead tuples among all, 0 to 1; null for an empty table, and where they are not known'),
			bloatLowBytes: z.number().nullable().describe('Statistical estimate: least'),
			bloatHighBytes: z.number().nullable().describe('Statistical estimate: most'),
			bloatUnknown: z.string().nullable().describe('Why there is no estimate'),
			toastBytes: z
				.number()
				.nullable()
				.describe('Its TOAST at the last VACUUM; null where that is not known'),
			reusableBytes: z
				.number()
				.nullable()
				.describe(
					'Free inside of the heap by its free space map, as VACUUM left it; null where it is not read',
				),
			reusableSampled: z.boolean().describe('Told from some of its pages'),
			reusableAt: time.nullable(),
			verdict: z.enum(tableVerdicts),
			reasons: z.array(z.string()).describe('For the verdict, and what of it is not known'),
			trend: tableTrend.nullable().describe('By what this host has noted of it on other days'),
			trendUnknown: z.string().nullable().describe('Why it is not known whether it grows or shrinks'),
		}),
	),
});

export type Tables = z.output<typeof tablesSchema>;
export type TableStatus = Tables['rows'][number];
