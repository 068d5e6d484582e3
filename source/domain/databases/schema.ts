import * as z from 'zod';
import {
	databaseCounters,
	databaseFacts,
	freezeLimits,
	preparedTransaction,
} from '../../queries/databases/databases.ts';
import {time} from '../../queries/statement.ts';
import {countedSchema} from '../snapshot/counted.ts';

const rowSchema = databaseFacts.extend({
	sizeBytes: z.number().nullable(),
	counted: countedSchema(databaseCounters),
});
export type DatabaseStatus = z.output<typeof rowSchema>;

export const databasesSchema = freezeLimits.extend({
	connectedAt: time.describe('Since when "since connected" counts'),
	sizesSampledAt: time.nullable(),
	sizesUnknown: z.string().nullable().describe('Why there are no sizes'),
	prepared: z.array(preparedTransaction).describe('Prepared and not ended, the oldest first'),
	rows: z.array(rowSchema),
});
export type Databases = z.output<typeof databasesSchema>;
