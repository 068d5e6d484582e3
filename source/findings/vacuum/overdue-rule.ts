import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {pressure} from '../../domain/vacuum/autovacuum.ts';
import type {VacuumRow} from '../../domain/vacuum/schema.ts';
import {checkWords, vacuumName} from '../../domain/vacuum/words.ts';
import {age, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, part} from '../known.ts';

/** So far beyond the age at which it is forced autovacuum should have come, whenever pgdeck began to look. */
const farBeyond = 1.2;

const byAge = ({checks}: VacuumRow) => checks.filter(({kind}) => kind === 'freeze' || kind === 'multixact');

/**
Tables that autovacuum has left alone for long though they are due: as one finding, as what keeps it is mostly one thing. One
that is being vacuumed is not left alone.
*/
export function overdueRule({vacuum}: Sections, now: Date, {vacuumOverdueSeconds}: Thresholds): Judged {
	return judged(
		'autovacuum-overdue',
		part(vacuum, ({relations}) => relations),
		({rows}): FindingDraft[] => {
			const busy = runningOn(vacuum);
			const long = ({dueSince}: VacuumRow) =>
				dueSince !== null && now.getTime() - dueSince.getTime() >= vacuumOverdueSeconds * 1000;
			const old = (row: VacuumRow) => byAge(row).some(check => pressure(check) > farBeyond);
			const left = rows.filter(row => !busy.has(row.oid) && (long(row) || old(row)));
			const first = left.find(old) ?? left[0];
			if (!first) return [];
			const since = left
				.flatMap(({dueSince}) => dueSince ?? [])
				.toSorted((a, b) => a.getTime() - b.getTime())[0];
			const {oid} = first;
			return [
				{
					id: 'autovacuum-overdue',
					rule: 'autovacuum-overdue',
					severity: 'warning',
					title: `autovacuum has left ${plural(left.length, 'table')} alone that ${left.length === 1 ? 'is' : 'are'} due, the first ${vacuumName(first)}${first.heldBy === null ? '' : `: ${first.heldBy}`}`,
					pane: 'vacuum',
					row: String(oid),
					evidence: [
						...(since ? [`pgdeck sees it to be due for ${age(since, now)}.`] : []),
						...[first, ...left.filter(row => row.oid !== oid)].slice(0, 5).map(told),
					],
					help: 'End what keeps it, or VACUUM the table with x on the tables; settings of autovacuum are there too.',
				},
			];
		},
	);
}

function told(row: VacuumRow): string {
	const due = row.checks.filter(check => check.due).map(checkWords);
	return `${vacuumName(row)}: ${due.join('; ')}${row.heldBy === null ? '' : `; ${row.heldBy}`}.`;
}

function runningOn(vacuum: Sections['vacuum']): ReadonlySet<number> {
	const runs = shownValue(part(vacuum, ({running}) => running))?.value ?? [];
	return new Set(runs.flatMap(({oid, here}) => (here && oid !== null ? [oid] : [])));
}
