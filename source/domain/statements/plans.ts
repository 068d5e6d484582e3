import * as z from 'zod';
import {time} from '../../queries/statement.ts';

const rowSchema = z.object({
	queryId: z.string(),
	text: z.string().describe('Normalized and cut'),
	calls: z.number(),
	shape: z
		.array(z.string())
		.nullable()
		.describe('Node types, relations and indexes; null where it is not known'),
	lines: z.array(z.string()).nullable().describe('The plan to read, with conditions and estimates'),
	unknown: z.string().nullable().describe('Why there is no plan'),
});
export type PlanRow = z.output<typeof rowSchema>;

export const plansSchema = z.object({
	plannedAt: time,
	databaseId: z.number().describe('Of this database alone: the others take a connection of their own'),
	method: z.string(),
	rows: z.array(rowSchema).describe('Of the statements that took the most time'),
});
export type Plans = z.output<typeof plansSchema>;
