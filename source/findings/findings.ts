import {
	type Acknowledged,
	type Finding,
	type FindingDraft,
	type Findings,
	severities,
} from '../domain/findings/finding.ts';
import type {Sections} from '../domain/snapshot/schema.ts';
import type {Minute} from '../history/minutes.ts';
import {defaultThresholds, type Thresholds} from '../settings/thresholds.ts';
import {connectionRule, deadlockRule, tempRule} from './health/rules.ts';
import {cacheRule, p95Rule, rollbackRule, sizeRule, transactionRule} from './health/usual-rules.ts';
import {together} from './known.ts';
import {alertRule, breakerRule, keyRule, poolRule} from './registry/rules.ts';
import {lagRule, standbyRule} from './replication/lag-rules.ts';
import {archiverRule, checkpointRule, slotRule, subscriptionRule} from './replication/rules.ts';
import {blockingRule, idleInTransactionRule, longRunningRule} from './sessions/rules.ts';
import {checksumRule, invalidIndexRule, preparedRule, restartRule} from './settings/rules.ts';
import {slowRule} from './statements/rules.ts';
import {deadRule, indexUseRule} from './tables/rules.ts';
import {dueRule, growthRule, partitionRule, statisticsRule} from './upkeep/rules.ts';
import {freezeRule, horizonRule} from './vacuum/horizon-rules.ts';
import {overdueRule} from './vacuum/overdue-rule.ts';
import {sequenceRule, wraparoundRule} from './vacuum/rules.ts';

/** What findings stand on beside the sections. Without it: the defaults, and nothing known of before. */
type Beside = {
	readonly thresholds: Thresholds;
	/** What the minutes before were like. */
	readonly minutes: readonly Minute[];
	/** The findings of the sample before: since when a finding is seen is carried on. */
	readonly before: readonly Finding[];
	acknowledged(id: string): Acknowledged | undefined;
	/** Why it is not known what is acknowledged. */
	readonly acknowledgedUnknown?: string | undefined;
};

const bare: Beside = {
	thresholds: defaultThresholds,
	minutes: [],
	before: [],
	acknowledged: () => undefined,
};

/** What is wrong, the worst first and of these the longest, and what could not be looked at. Pure. */
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
		...sinceOf(draft, before.get(draft.id), now),
		evidence: [...(draft.evidence ?? [])],
		acknowledged: beside.acknowledged(draft.id) ?? null,
	});
	const {acknowledgedUnknown: reason} = beside;
	const silent = reason === undefined ? [] : [{rule: 'acknowledged', reason, blind: true}];
	return {rows: rows.map(complete).toSorted(worstFirst), unknown: [...unknown, ...silent]};
}

/** A beginning that is reckoned from a duration wavers by some milliseconds: the one that was told stays. */
const wavers = 2000;

function sinceOf({since}: FindingDraft, before: Finding | undefined, now: Date) {
	if (!since) return {since: before?.since ?? now, sinceKnown: false};
	const same = before?.sinceKnown && Math.abs(before.since.getTime() - since.getTime()) < wavers;
	return {since: same ? before.since : since, sinceKnown: true};
}

/** Between equals the order of the rules stays, so that lines do not jump about. */
function worstFirst(a: Finding, b: Finding): number {
	const known = Number(a.acknowledged !== null) - Number(b.acknowledged !== null);
	return known || severities.indexOf(a.severity) - severities.indexOf(b.severity);
}
