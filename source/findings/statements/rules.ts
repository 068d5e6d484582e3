import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {coder} from '../../format/coded.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {SlowQuery} from '../../queries/registry/alerts.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {judged, together} from '../known.ts';

const statementFinding = coder({
	'running-statement': ({durationMs, thresholdMs}: {durationMs: number; thresholdMs: number}) =>
		`slow statement running for ${duration(durationMs)}, more than ${duration(thresholdMs)}`,
	'slow-statement': ({statement, calls, meanMs, maxMs}: Slow) =>
		`slow statement: mean ${duration(meanMs)}, max ${duration(maxMs)}, ${plural(calls, 'call')}: ${statement}`,
});

type Slow = {statement: string; calls: number; meanMs: number; maxMs: number; thresholdMs: number};

/**
The longest running statement. One beyond the threshold of long queries is a finding of the sessions, and one that waits
for a lock is a finding about its blocker.
*/
function slowNow({health, sessions}: Sections, slowMs: number, longMs: number): Judged {
	const rows = shownValue(sessions)?.value.rows;
	const draft = (ms: number, pane: 'health' | 'sessions', row: string | null): FindingDraft => ({
		id: 'slow:now',
		rule: 'slow-statements',
		severity: 'info',
		...titled(statementFinding('running-statement', {durationMs: ms, thresholdMs: slowMs})),
		...{pane, row},
		help: 'Press e on Sessions to see its query plan.',
	});
	return judged('slow-statements', health, ({longestQueryMs}): FindingDraft[] => {
		if (!rows) {
			return longestQueryMs !== null && longestQueryMs > slowMs
				? [draft(longestQueryMs, 'health', null)]
				: [];
		}
		const [longest] = rows
			.filter(row => row.type === 'client backend' && !row.own && row.waitType !== 'Lock')
			.map(row => ({row, ms: row.queryMs ?? 0}))
			.filter(({ms}) => ms > slowMs && ms < longMs)
			.toSorted((a, b) => b.ms - a.ms);
		return longest ? [draft(longest.ms, 'sessions', sessionId(longest.row))] : [];
	});
}

/** Enough of a statement to recognize it in one line. */
const statementLength = 80;

/** Maintenance and DDL take as long as the data is large: no index makes them faster. */
const maintenance =
	/^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(?:alter|analy[sz]e|checkpoint|cluster|comment|copy|create|drop|grant|reassign|refresh|reindex|revoke|truncate|vacuum)\b/is;

/** The row of pg_stat_statements behind a measurement, where its section was sampled. */
function statementOf({queryId, user, what}: SlowQuery, {statements}: Sections) {
	const rows = shownValue(statements)?.value.rows ?? [];
	const found = queryId === null ? undefined : rows.find(row => row.queryId === queryId && row.user === user);
	if (!found) return undefined;
	const text = oneLine(found.text ?? '').replaceAll(/\s+/g, ' ');
	const cut = text.length > statementLength ? `${text.slice(0, statementLength)}...` : text;
	return {
		name: cut === '' ? what : `${cut} of ${found.user}`,
		row: found.id,
		maintenance: maintenance.test(found.text ?? ''),
	};
}

/** Statements slower than the threshold: on average by pg_stat_statements or the registry, and the longest running one. */
export function slowRule(sections: Sections, {slowQuerySeconds, longQuerySeconds}: Thresholds): Judged {
	const {alerts} = sections;
	const slowMs = slowQuerySeconds * 1000;
	const now = slowNow(sections, slowMs, longQuerySeconds * 1000);
	const known = shownValue(alerts);
	if (!known) return now;
	const measured = judged('slow-statements', known.value.slow, slow =>
		slow.flatMap((query): FindingDraft[] => {
			const statement = statementOf(query, sections);
			if (statement?.maintenance) return [];
			const {id, what, calls, averageMs, longestMs} = query;
			const name = statement?.name ?? what;
			return [
				{
					id: `slow:${id}:${what}`,
					rule: 'slow-statements',
					severity: 'warning',
					about: name,
					...titled(
						statementFinding('slow-statement', {
							statement: name,
							calls,
							meanMs: averageMs,
							maxMs: longestMs,
							thresholdMs: slowMs,
						}),
					),
					pane: statement ? 'statements' : 'health',
					row: statement?.row ?? null,
					help: 'See on Statements what it reads and writes. An index may be missing: press o on Indexes.',
				},
			];
		}),
	);
	return together(now, measured);
}
