import {
	checkFigure,
	dueWords,
	elsewhereUnknown,
	horizonWords,
	runWords,
	sequenceWords,
	vacuumName,
	wraparoundWords,
} from '../../domain/vacuum/row-words.ts';
import type {Vacuum, VacuumRow} from '../../domain/vacuum/schema.ts';
import {heldLabel, hiddenText} from '../../domain/vacuum/words.ts';
import * as format from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {latest, type Shown} from './snapshot-words.ts';
import type {StillRow} from './still-table.ts';

/** The section as text: holders of the xmin horizon, running VACUUMs, wraparound, sequences, and the checks per table. */
export function vacuumText(
	{horizon, running, relations, databases, sequences}: Vacuum,
	{now, role}: {readonly now: Date; readonly role: string},
	shown: Shown,
	table: (rows: readonly StillRow[]) => string,
): string {
	const list = (label: string, lines: readonly string[], none: string) =>
		(lines.length === 0 ? [none] : lines)
			.map((text, index) => `  ${(index === 0 ? label : '').padEnd(14)}${oneLine(text)}`)
			.join('\n');
	return [
		shown(horizon, ({holders, hidden}) =>
			list(
				'xmin horizon',
				[
					...holders.map(holder => horizonWords(holder, now)),
					...(hidden.length === 0
						? []
						: [`n/a: ${hiddenText(hidden)}. To see them: GRANT pg_monitor TO ${role};`]),
				],
				'not held back',
			),
		),
		shown(running, runs =>
			list(
				'running',
				runs.map(run => runWords(run, now)),
				'no VACUUM',
			),
		),
		shown(databases, value => list('wraparound', value.databases.map(wraparoundWords), 'no database')),
		shown(sequences, ({rows, unseen, grant, elsewhere}) =>
			list(
				'sequences',
				[
					...rows.slice(0, 10).map(sequenceWords),
					...(unseen === 0 ? [] : [`n/a: ${unseen}${grant === null ? '' : `. To see them: ${grant};`}`]),
					...unknownElsewhere(elsewhereUnknown(elsewhere)),
				],
				'none',
			),
		),
		shown(relations, ({total, due, rows}) =>
			[
				`  ${format.count(due)} due of ${format.plural(total, 'relation')}`,
				table(
					rows.map(row => ({
						table: `${row.schema}.${vacuumName({...row, schema: 'public'})}`,
						autovacuum: dueWords(row),
						'most pressing':
							row.checks
								.filter(check => check.due)
								.slice(0, 1)
								.map(checkFigure)
								.join() || '-',
						'held by': row.heldBy === null ? '-' : heldLabel(row.heldBy),
						vacuumed: vacuumedAt(row),
					})),
				),
			].join('\n'),
		),
	].join('\n');
}

function vacuumedAt({lastVacuum, lastAutovacuum}: VacuumRow): string {
	const at = latest(lastVacuum, lastAutovacuum);
	return at === null ? 'none known' : format.dateTime(at);
}

function unknownElsewhere(unknown: string | undefined): string[] {
	return unknown === undefined ? [] : [`n/a: ${unknown}`];
}
