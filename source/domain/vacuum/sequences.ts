import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {sequenceUse} from './sequence-share.ts';

/** What was found in another database of the cluster, by a connection of a moment. */
const databaseSequences = z.object({
	database: z.string(),
	askedAt: time.nullable().describe('Null where it was not asked yet'),
	total: z.int().nullable(),
	unseen: z.int().nullable().describe('Of which the last value is not known'),
	reason: z.string().nullable().describe('Why nothing is known of it'),
});
export type DatabaseSequences = z.output<typeof databaseSequences>;

export const sequencesSchema = z.object({
	total: z.int().describe('In this database'),
	unseen: z.int().describe('Of which the last value is not known'),
	grant: z.string().nullable().describe('The GRANT that would help, where the right is missing'),
	elsewhere: z.array(databaseSequences).describe('The other databases, templates left out'),
	rows: z.array(sequenceUse).describe('At most 100 of the whole cluster, the fullest first'),
});
export type SequencesValue = z.output<typeof sequencesSchema>;
