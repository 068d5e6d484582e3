import * as z from 'zod';
import {paneIds} from './pane-ids.ts';

const finding = z.object({
	id: z.string(),
	rule: z.string(),
	severity: z.enum(['critical', 'warning', 'info']),
	title: z.string().describe('What is wrong, with the figure and what it is measured against'),
	pane: z.enum(paneIds).describe('Where there is more of it'),
	row: z.string().nullable().describe('The row behind it on that pane'),
});
export type Finding = z.output<typeof finding>;

export const findingsSchema = z.object({
	rows: z.array(finding).describe('The worst first'),
	unknown: z
		.array(z.object({rule: z.string(), reason: z.string()}))
		.describe('What could not be looked at, and why'),
});
export type Findings = z.output<typeof findingsSchema>;

/** What a rule gives: findings, and what it could not look at. */
export type Judged = {
	readonly rows: readonly Finding[];
	readonly unknown: Findings['unknown'];
};
