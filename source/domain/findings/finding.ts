import * as z from 'zod';
import {time} from '../../queries/statement.ts';
import {paneIds} from '../snapshot/pane-ids.ts';

/** The worst first. */
export const severities = ['critical', 'warning', 'info'] as const;

const acknowledgement = z.object({
	reason: z.string(),
	by: z.string().describe('User of the operating system'),
	until: time,
});

const finding = z.object({
	id: z.string(),
	rule: z.string(),
	severity: z.enum(severities),
	title: z.string().describe('What is wrong, with the figure and what it is measured against'),
	about: z
		.string()
		.optional()
		.describe('What it is about, in a word or two: its name among others of its kind'),
	pane: z.enum(paneIds).describe('Where there is more of it'),
	row: z.string().nullable().describe('The row behind it on that pane'),
	since: time.describe('Since when it is so, or since when pgdeck has seen it'),
	sinceKnown: z.boolean().describe('The server tells since when; else pgdeck has seen it since then'),
	evidence: z.array(z.string()).describe('What it stands on, a sentence each'),
	help: z.string().nullable().describe('What would help, and where it is done'),
	acknowledged: acknowledgement.nullable().describe('Somebody knows of it'),
});
export type Finding = z.output<typeof finding>;
export type Acknowledged = z.output<typeof acknowledgement>;

export const findingsSchema = z.object({
	rows: z.array(finding).describe('The worst first, the acknowledged last'),
	unknown: z
		.array(
			z.object({
				rule: z.string(),
				reason: z.string(),
				blind: z
					.boolean()
					.describe('A right is missing or the server failed: not merely a thing it does not have'),
			}),
		)
		.describe('What could not be looked at, and why'),
});
export type Findings = z.output<typeof findingsSchema>;

/** What a rule says of a finding: since when only where the server tells it. */
export type FindingDraft = Pick<Finding, 'id' | 'rule' | 'severity' | 'title' | 'pane' | 'row'> & {
	readonly since?: Date | null;
	readonly about?: string;
	readonly evidence?: readonly string[];
	/** Nobody is told what is wrong without a next step. */
	readonly help: string;
};

/** What a rule gives: findings, and what it could not look at. */
export type Judged = {
	readonly rows: readonly FindingDraft[];
	readonly unknown: Findings['unknown'];
};
