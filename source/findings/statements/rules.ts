import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import {judged, together} from '../known.ts';

/** The statement that runs longest: one that goes on for long is a finding of the sessions, and who waits for a lock of who has it. */
function slowNow({health, sessions}: Sections, slowMs: number, longMs: number): Judged {
	const rows = shownValue(sessions)?.value.rows;
	const draft = (ms: number, pane: 'health' | 'sessions', row: string | null): FindingDraft => ({
		id: 'slow:now',
		rule: 'slow-statements',
		severity: 'info',
		title: `a query runs for ${duration(ms)} now, more than ${duration(slowMs)}`,
		...{pane, row},
		help: 'See its plan with e on the sessions.',
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

/** What of a statement is enough to know it again in a line. */
const statementLength = 80;

/** What is done to the database rather than asked of it takes as long as there is to do: no index makes it quicker. */
const upkeep =
	/^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(?:alter|analy[sz]e|checkpoint|cluster|comment|copy|create|drop|grant|reassign|refresh|reindex|revoke|truncate|vacuum)\b/is;

/** The statement behind a measurement that has only its number, where pg_stat_statements is read: its name and its row. */
function statementOf(
	what: string,
	{statements}: Sections,
): {name: string; row: string; upkeep: boolean} | undefined {
	const rows = shownValue(statements)?.value.rows ?? [];
	const found = rows.find(({queryId, user}) => what === `query ${queryId} of ${user}`);
	if (!found) return undefined;
	const text = oneLine(found.text ?? '').replaceAll(/\s+/g, ' ');
	const cut = text.length > statementLength ? `${text.slice(0, statementLength)}...` : text;
	const name = cut === '' ? what : `${cut} of ${found.user}`;
	return {name, row: found.id, upkeep: upkeep.test(found.text ?? '')};
}

/** Queries that take long, by default more than a second: on average or measured by the registry, and the one that runs longest now. */
export function slowRule(sections: Sections, {slowQuerySeconds, longQuerySeconds}: Thresholds): Judged {
	const {alerts} = sections;
	const slowMs = slowQuerySeconds * 1000;
	const now = slowNow(sections, slowMs, longQuerySeconds * 1000);
	const known = shownValue(alerts);
	if (!known) return now;
	const measured = judged('slow-statements', known.value.slow, slow =>
		slow.flatMap(({id, what, calls, averageMs, longestMs}): FindingDraft[] => {
			const statement = statementOf(what, sections);
			if (statement?.upkeep) return [];
			const name = statement?.name ?? what;
			return [
				{
					id: `slow:${id}:${what}`,
					rule: 'slow-statements',
					severity: 'warning',
					about: name,
					title: `slow: ${name}, ${duration(averageMs)} on average, ${duration(longestMs)} at most, ${plural(calls, 'call')}; more than ${duration(slowMs)}`,
					pane: statement ? 'statements' : 'health',
					row: statement?.row ?? null,
					help: 'See on the statements what it reads and writes; an index may be missing (o on the indexes).',
				},
			];
		}),
	);
	return together(now, measured);
}
