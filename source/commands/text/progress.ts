import type {Progress} from '../../domain/progress/schema.ts';
import * as format from '../../format/quantities.ts';
import {amountText, workName, workTarget} from '../../panes/progress/table.ts';
import type {StillRow} from './still-table.ts';

export function progressText(
	{rows}: Progress,
	now: Date,
	table: (rows: readonly StillRow[]) => string,
): string {
	return table(
		rows.map(row => ({
			on: workTarget(row),
			operation: workName(row),
			phase: row.phase ?? '-',
			'phase done': format.percent(row.share, 0),
			done: amountText(row),
			running: row.startedAt ? format.age(row.startedAt, now) : 'n/a',
			pid: String(row.pid),
			user: row.user ?? row.backend ?? 'n/a',
		})),
	);
}
