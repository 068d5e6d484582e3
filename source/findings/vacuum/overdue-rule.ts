import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {pressure} from '../../domain/vacuum/autovacuum.ts';
import {checkFigure, vacuumName} from '../../domain/vacuum/row-words.ts';
import type {VacuumRow} from '../../domain/vacuum/schema.ts';
import {heldLabel} from '../../domain/vacuum/words.ts';
import {age, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, part} from '../known.ts';

/** Beyond this multiple of the maximum age it is overdue, however short pgdeck has been watching. */
const farBeyond = 1.2;

const byAge = ({checks}: VacuumRow) => checks.filter(({kind}) => kind === 'freeze' || kind === 'multixact');

/**
Tables on which autovacuum is overdue, without those being vacuumed. They make one finding, since they mostly have one
cause.
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
					facts: {tables: left.length, first: vacuumName(first), heldBy: first.heldBy?.code ?? null},
					title: `autovacuum is overdue on ${plural(left.length, 'table')}, first ${vacuumName(first)}${first.heldBy === null ? '' : ` (${heldLabel(first.heldBy)})`}`,
					pane: 'vacuum',
					row: String(oid),
					evidence: [
						...(since ? [`pgdeck has seen it due for ${age(since, now)}.`] : []),
						...[first, ...left.filter(row => row.oid !== oid)].slice(0, 5).map(told),
					],
					help: 'Remove what holds it up, or run VACUUM with x on the pane Tables, where its storage parameters can be changed too.',
				},
			];
		},
	);
}

function told(row: VacuumRow): string {
	const due = row.checks.filter(check => check.due).map(checkFigure);
	return `${vacuumName(row)}: ${due.join('; ')}${row.heldBy === null ? '' : `; ${row.heldBy.text}`}.`;
}

function runningOn(vacuum: Sections['vacuum']): ReadonlySet<number> {
	const runs = shownValue(part(vacuum, ({running}) => running))?.value ?? [];
	return new Set(runs.flatMap(({oid, here}) => (here && oid !== null ? [oid] : [])));
}
