import * as z from 'zod';
import type {Coded} from '../../format/coded.ts';
import {time} from '../../queries/statement.ts';
import {factsSchema} from '../snapshot/coded-schema.ts';
import {paneIds} from '../snapshot/panes.ts';
import {ruleIds} from './rules.ts';

/** The worst first. */
export const severities = ['critical', 'warning', 'info'] as const;

const acknowledgement = z.object({
	reason: z.string(),
	by: z.string().describe('Operating system user'),
	until: time,
});

const finding = z.object({
	id: z.string().describe('The same while the problem lasts; acknowledgements refer to it'),
	rule: z.enum(ruleIds).describe('Stable: programs read this'),
	code: z.string().describe('The case within the rule. Stable: programs read this'),
	facts: factsSchema,
	severity: z.enum(severities),
	title: z.string().describe('For people: may be worded otherwise in any version'),
	about: z.string().optional().describe('Short name of its subject, to tell it from others of its rule'),
	pane: z.enum(paneIds).describe('The pane with the details'),
	row: z.string().nullable().describe('The row on that pane'),
	since: time.describe('When the problem began, or when pgdeck first saw it'),
	sinceKnown: z.boolean().describe('The server reports the beginning; otherwise pgdeck saw it first then'),
	evidence: z.array(z.string()).describe('Supporting facts, one sentence each'),
	help: z.string().nullable().describe('The next step'),
	acknowledged: acknowledgement.nullable().describe('Acknowledged by a person'),
});
export type Finding = z.output<typeof finding>;
export type Acknowledged = z.output<typeof acknowledgement>;

const unjudged = z.object({
	rule: z.enum(ruleIds),
	code: z
		.enum(['unsupported', 'denied', 'failed', 'hidden', 'no-data'])
		.describe(
			'unsupported: the server or an extension does not have it; denied: a privilege is missing; failed: the query failed; hidden: some rows are hidden from the role; no-data: not measured yet',
		),
	reason: z.string().describe('For people: may be worded otherwise in any version'),
	grant: z.string().nullable().describe('The GRANT that would allow it'),
	blind: z
		.boolean()
		.describe('A privilege is missing or a query failed: the absence of findings proves nothing'),
});
/** A rule that could not be evaluated, or only in part. */
export type Unjudged = z.output<typeof unjudged>;

export const findingsSchema = z.object({
	rows: z.array(finding).describe('The worst first, the acknowledged last'),
	unknown: z.array(unjudged).describe('Rules that could not be evaluated, and why'),
});
export type Findings = z.output<typeof findingsSchema>;

/** A finding as its rule makes it. `since` only where the server reports it. */
export type FindingDraft = Pick<Finding, 'id' | 'rule' | 'severity' | 'title' | 'pane' | 'row'> & {
	/** Without it: the rule has only one case. */
	readonly code?: string;
	readonly facts?: Coded['facts'];
	readonly since?: Date | null;
	readonly about?: string;
	readonly evidence?: readonly string[];
	/** Required: every finding names a next step. */
	readonly help: string;
};

/** The code, facts and title of a finding, from the words of its topic. */
export function titled({code, facts, text}: Coded): Pick<Finding, 'code' | 'facts' | 'title'> {
	return {code, facts, title: text};
}

/** An Unjudged as its rule makes it. */
export type UnjudgedDraft = Omit<Unjudged, 'grant'> & {
	readonly grant?: string | null;
	/** A role whose membership would allow it: the GRANT names the role of the connection. */
	readonly requires?: 'pg_monitor';
};

/** The result of a rule. */
export type Judged = {
	readonly rows: readonly FindingDraft[];
	readonly unknown: readonly UnjudgedDraft[];
};

/** Why a rule could not be evaluated, with the GRANT that would allow it. */
export function unjudgedText({reason, grant}: Pick<Unjudged, 'reason' | 'grant'>): string {
	return grant === null ? reason : `${reason}. To allow it: ${grant};`;
}
