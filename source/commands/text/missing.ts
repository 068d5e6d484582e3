import type {Missing} from '../../domain/registry/missing.ts';
import * as format from '../../format/quantities.ts';
import type {StillRow} from './still-table.ts';

export function missingText({rows}: Missing, table: (rows: readonly StillRow[]) => string): string {
	if (rows.length === 0) return '  Nothing is missing: this database has all that the registry pack has.';
	return table(
		rows.map(row => ({
			kind: row.kind,
			name: row.name,
			state: row.state,
			'table size': row.table === null ? '-' : row.tableBytes === null ? 'n/a' : format.bytes(row.tableBytes),
			lock: row.lock ?? '-',
			note: row.note ?? '-',
		})),
	);
}
