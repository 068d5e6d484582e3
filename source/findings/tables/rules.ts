import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {count, percent} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';

/** A sequential scan suits a smaller table, and few scans prove nothing. */
const fewRows = 10_000;
const fewScans = 100;
const fewDead = 10_000;

/**
Tables with a low share of index scans. A table that partitioning by month has replaced is skipped: the move itself read it
sequentially, and nothing reads it since.
*/
export function indexUseRule({tables}: Sections, {indexUsePercent}: Thresholds): Judged {
	const leastIndexUse = indexUsePercent / 100;
	return judged('index-usage', tables, ({rows}) =>
		rows.flatMap(({oid, schema, name, replaced, liveTuples, indexScans, sequentialScans}): FindingDraft[] => {
			const scans = indexScans + sequentialScans;
			if (replaced || (liveTuples ?? 0) < fewRows || scans < fewScans) return [];
			const share = indexScans / scans;
			if (share >= leastIndexUse) return [];
			return [
				{
					id: `index-use:${oid}`,
					rule: 'index-usage',
					severity: 'warning',
					about: `${schema}.${name}`,
					facts: {scans, indexShare: share, leastIndexShare: leastIndexUse},
					title: `${schema}.${name}: index scans are ${percent(share)} of ${count(scans)} scans (threshold ${percent(leastIndexUse, 0)})`,
					pane: 'tables',
					row: String(oid),
					help: 'Find the statements that scan it sequentially; o on the pane Indexes lists indexes that may be missing.',
				},
			];
		}),
	);
}

/** Tables with a high share of dead rows. */
export function deadRule({tables}: Sections, {deadPercent}: Thresholds): Judged {
	const mostDead = deadPercent / 100;
	return judged('dead-tuples', tables, ({rows}) =>
		rows
			.filter(({deadRatio, deadTuples}) => (deadRatio ?? 0) > mostDead && (deadTuples ?? 0) >= fewDead)
			.toSorted((a, b) => (b.deadRatio ?? 0) - (a.deadRatio ?? 0))
			.map(
				({oid, schema, name, deadRatio, deadTuples}): FindingDraft => ({
					id: `dead:${oid}`,
					rule: 'dead-tuples',
					severity: 'warning',
					about: `${schema}.${name}`,
					facts: {deadRatio, deadTuples, mostDeadRatio: mostDead},
					title: `${schema}.${name}: ${percent(deadRatio)} dead rows (${count(deadTuples)}, threshold ${percent(mostDead, 0)})`,
					pane: 'tables',
					row: String(oid),
					help: 'The pane Vacuum shows what holds up autovacuum; x on the pane Tables runs VACUUM.',
				}),
			),
	);
}
