import {migrationStates} from '../../domain/migrations/status.ts';
import type {Migrations} from '../../domain/snapshot/schema.ts';
import * as format from '../../format/quantities.ts';
import {noMigrationsText, skippedText} from '../../migrations/words.ts';
import type {DrawTable} from './still-table.ts';

export function migrationsText(value: Migrations, table: DrawTable): string {
	const {directory, skipped} = value;
	if (value.rows.length === 0) return `  ${noMigrationsText(directory, skipped)}`;
	const rows = table(
		value.rows.map(row => ({
			version: row.version,
			name: row.name,
			state: `${migrationStates[row.state].label}${row.problem ? ', unusable' : ''}`,
			applied: row.appliedAt ? format.dateTime(row.appliedAt) : '-',
			by: row.appliedBy ?? '-',
			took: row.durationMs === null ? '-' : format.duration(row.durationMs),
		})),
	);
	const problems = value.rows.flatMap(({version, name, problem}) =>
		problem ? [`  ${version} ${name} cannot be run: ${problem.text}`] : [],
	);
	return [rows, ...problems, ...(skipped.length > 0 ? [`  Skipped: ${skippedText(skipped)}`] : [])].join(
		'\n',
	);
}
