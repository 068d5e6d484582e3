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
	connectedAt: time.describe('Start of the counters since connected'),
	sizesSampledAt: time.nullable(),
	sizesUnknown: z.string().nullable().describe('Why sizes are unknown'),
	prepared: z.array(preparedTransaction).describe('Open prepared transactions, the oldest first'),
	rows: z.array(rowSchema),
});
export type Databases = z.output<typeof databasesSchema>;
