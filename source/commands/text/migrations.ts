import type {Migrations} from '../../domain/snapshot/schema.ts';
import * as format from '../../format/quantities.ts';
import {noMigrationsText, passedOverText} from '../../migrations/passed-over.ts';
import type {DrawTable} from './still-table.ts';

export function migrationsText(value: Migrations, table: DrawTable): string {
	const {directory, passedOver} = value;
	if (value.rows.length === 0) return `  ${noMigrationsText(directory, passedOver)}`;
	const rows = table(
		value.rows.map(row => ({
			version: row.version,
			name: row.name,
			state: row.problem ? `${row.state}: ${row.problem}` : row.state,
			applied: row.appliedAt ? format.dateTime(row.appliedAt) : '-',
			by: row.appliedBy ?? '-',
			took: row.durationMs === null ? '-' : format.duration(row.durationMs),
		})),
	);
	return passedOver.length === 0 ? rows : `${rows}\n  Passed over: ${passedOverText(passedOver)}`;
}
