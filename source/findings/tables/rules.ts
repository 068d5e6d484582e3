import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {count, percent} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';

/** Of a smaller table a sequential scan is right, and of few scans nothing follows. */
const fewRows = 10_000;
const fewScans = 100;
const fewDead = 10_000;

/**
Tables that fewer than 80 percent of the scans reach by an index, unless configured otherwise. One that a move by month has replaced is passed over: the
move itself has read it as a whole, and nothing else will.
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
					title: `${schema}.${name}: ${percent(share)} of ${count(scans)} scans by an index, less than ${percent(leastIndexUse, 0)}`,
					pane: 'tables',
					row: String(oid),
					help: 'See which statements read all of it; o on the indexes lists those that may be missing.',
				},
			];
		}),
	);
}

/** Tables more than a share of which is dead rows, by default a fifth. */
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
					title: `${schema}.${name}: ${percent(deadRatio)} dead, ${count(deadTuples)} rows, more than ${percent(mostDead, 0)}`,
					pane: 'tables',
					row: String(oid),
					help: 'See on the pane Vacuum why autovacuum has not been there; x on the tables does a VACUUM.',
				}),
			),
	);
}
