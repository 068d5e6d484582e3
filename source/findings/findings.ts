import {
	type Acknowledged,
	type Finding,
	type FindingDraft,
	type Findings,
	severities,
	type Unjudged,
	type UnjudgedDraft,
} from '../domain/findings/finding.ts';
import type {Sections} from '../domain/snapshot/schema.ts';
import type {Minute} from '../history/minutes.ts';
import {defaultThresholds, type Thresholds} from '../settings/thresholds.ts';
import {checksumRule, preparedRule} from './databases/rules.ts';
import {connectionRule, deadlockRule, tempRule} from './health/rules.ts';
import {cacheRule, p95Rule, rollbackRule, sizeRule, transactionRule} from './health/usual-rules.ts';
import {invalidIndexRule} from './indexes/rules.ts';
import {together} from './known.ts';
import {alertRule, breakerRule, keyRule, poolRule} from './registry/rules.ts';
import {lagRule, standbyRule} from './replication/lag-rules.ts';
import {archiverRule, checkpointRule, slotRule, subscriptionRule} from './replication/rules.ts';
import {blockingRule, idleInTransactionRule, longRunningRule} from './sessions/rules.ts';
import {restartRule} from './settings/rules.ts';
import {slowRule} from './statements/rules.ts';
import {deadRule, indexUseRule} from './tables/rules.ts';
import {dueRule, growthRule, partitionRule, statisticsRule} from './upkeep/rules.ts';
import {freezeRule, horizonRule} from './vacuum/horizon-rules.ts';
import {overdueRule} from './vacuum/overdue-rule.ts';
import {sequenceRule, wraparoundRule} from './vacuum/rules.ts';

/** The other inputs of the rules. Without them: default thresholds, no history. */
type Beside = {
	readonly thresholds: Thresholds;
	/** Role of the connection, quoted: a GRANT names it. */
	readonly role?: string;
	/** Summaries of the last minutes. */
	readonly minutes: readonly Minute[];
	/** The findings of the previous sample: a finding that stays keeps its beginning. */
	readonly before: readonly Finding[];
	acknowledged(id: string): Acknowledged | undefined;
	/** Why acknowledgements could not be read. */
	readonly acknowledgedUnknown?: string | undefined;
};

const bare: Beside = {
	thresholds: defaultThresholds,
	minutes: [],
	before: [],
	acknowledged: () => undefined,
};

/** Evaluates all rules: findings, the worst first, and rules that could not be evaluated. */
export function findingsOf(sections: Sections, now: Date, beside: Beside = bare): Findings {
	const {thresholds, minutes} = beside;
	const {rows, unknown} = together(
		blockingRule(sections, thresholds),
		idleInTransactionRule(sections, thresholds),
		connectionRule(sections, thresholds),
		slotRule(sections, thresholds),
		archiverRule(sections),
		standbyRule(sections),
		lagRule(sections, thresholds),
		subscriptionRule(sections),
		checksumRule(sections),
		longRunningRule(sections, thresholds),
		preparedRule(sections, now, thresholds),
		horizonRule(sections, now, thresholds),
		deadlockRule(sections, now, minutes),
		tempRule(sections, now, minutes, thresholds),
		rollbackRule(sections, minutes, thresholds),
		cacheRule(sections, minutes, thresholds),
		transactionRule(sections, minutes, thresholds),
		p95Rule(sections, thresholds),
		sizeRule(sections, minutes, thresholds),
		breakerRule(sections),
		poolRule(sections, now, thresholds),
		alertRule(sections),
		keyRule(sections, now),
		partitionRule(sections, now),
		dueRule(sections),
		slowRule(sections, thresholds),
		growthRule(sections, now, thresholds),
		indexUseRule(sections, thresholds),
		deadRule(sections, thresholds),
		statisticsRule(sections),
		wraparoundRule(sections, now, thresholds),
		sequenceRule(sections, thresholds),
		freezeRule(sections),
		overdueRule(sections, now, thresholds),
		checkpointRule(sections, thresholds),
		invalidIndexRule(sections),
		restartRule(sections),
	);
	const before = new Map(beside.before.map(finding => [finding.id, finding]));
	const complete = (draft: FindingDraft): Finding => ({
		...draft,
		code: draft.code ?? draft.rule,
		facts: draft.facts ?? {},
		...sinceOf(draft, before.get(draft.id), now),
		evidence: [...(draft.evidence ?? [])],
		acknowledged: beside.acknowledged(draft.id) ?? null,
	});
	const {acknowledgedUnknown: reason, role} = beside;
	const silent: UnjudgedDraft[] =
		reason === undefined ? [] : [{rule: 'acknowledgements', code: 'failed', reason, blind: true}];
	return {
		rows: rows.map(complete).toSorted(worstFirst),
		unknown: [...unknown, ...silent].map(draft => withGrant(draft, role)),
	};
}

function withGrant({requires, grant = null, ...draft}: UnjudgedDraft, role: string | undefined): Unjudged {
	const needed = requires === undefined || role === undefined ? null : `GRANT ${requires} TO ${role}`;
	return {...draft, grant: grant ?? needed};
}

/** A beginning computed from a duration varies by milliseconds from sample to sample: the first one stays. */
const wavers = 2000;

function sinceOf({since}: FindingDraft, before: Finding | undefined, now: Date) {
	if (!since) return {since: before?.since ?? now, sinceKnown: false};
	const same = before?.sinceKnown && Math.abs(before.since.getTime() - since.getTime()) < wavers;
	return {since: same ? before.since : since, sinceKnown: true};
}

/** Findings of the same severity keep the order of the rules, so that lines do not jump. */
function worstFirst(a: Finding, b: Finding): number {
	const known = Number(a.acknowledged !== null) - Number(b.acknowledged !== null);
	return known || severities.indexOf(a.severity) - severities.indexOf(b.severity);
}
