import type {Findings} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {together} from './known.ts';
import {alertRule, breakerRule, keyRule, poolRule, slowRule} from './registry-rules.ts';
import {deadRule, indexUseRule} from './table-rules.ts';
import {dueRule, growthRule, partitionRule, statisticsRule} from './upkeep-rules.ts';

const rank = {critical: 0, warning: 1, info: 2} as const;

/** What is wrong by the thresholds of the registry, the worst first, and what could not be looked at. Pure. */
export function findingsOf(sections: Sections, now: Date): Findings {
	const {rows, unknown} = together(
		breakerRule(sections),
		poolRule(sections, now),
		alertRule(sections),
		keyRule(sections, now),
		partitionRule(sections, now),
		dueRule(sections),
		slowRule(sections),
		growthRule(sections, now),
		indexUseRule(sections),
		deadRule(sections),
		statisticsRule(sections),
	);
	return {rows: rows.toSorted((a, b) => rank[a.severity] - rank[b.severity]), unknown};
}
