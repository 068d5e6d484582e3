import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {planProblemWords} from './words.ts';

const rowSchema = z.object({
	queryId: z.string(),
	text: z.string().describe('Normalized and truncated'),
	calls: z.number(),
	shape: z.array(z.string()).nullable().describe('Node types, relations and indexes; null where unknown'),
	lines: z.array(z.string()).nullable().describe('The plan with conditions and estimates, for people'),
	unknown: codedSchema(planProblemWords).nullable().describe('Why there is no plan'),
});
export type PlanRow = z.output<typeof rowSchema>;

export const plansSchema = z.object({
	plannedAt: time,
	databaseId: z.number().describe('Statements of other databases are not planned'),
	method: z.string(),
	rows: z.array(rowSchema).describe('The statements with the most execution time'),
});
export type Plans = z.output<typeof plansSchema>;
