import type {Databases} from '../../domain/databases/schema.ts';
import * as format from '../../format/quantities.ts';
import {cacheHit, databaseName} from '../../panes/databases/table.ts';
import type {StillRow} from './still-table.ts';

export function databasesText(
	value: Databases,
	now: Date,
	table: (rows: readonly StillRow[]) => string,
): string {
	const rows = table(
		value.rows.map(row => ({
			database: databaseName(row),
			size: row.oid === 0 ? '-' : format.bytes(row.sizeBytes),
			connections: String(row.connections ?? '-'),
			commits: format.count(row.counted.total.commits),
			rollbacks: format.count(row.counted.total.rollbacks),
			hit: cacheHit(row, 'lifetime') === null ? '-' : format.percent(cacheHit(row, 'lifetime')),
			temporary: format.bytes(row.counted.total.tempBytes),
			deadlocks: format.count(row.counted.total.deadlocks),
			'checksum failures': format.count(row.counted.total.checksumFailures),
			'xid age': row.xidAge === null ? '-' : format.count(row.xidAge),
			'counted since': row.statsReset ? format.dateTime(row.statsReset) : 'n/a',
		})),
	);
	const prepared = value.prepared.map(
		item =>
			`  Prepared transaction ${item.gid} of ${item.owner} in ${item.database}, ${format.age(item.preparedAt, now)} old`,
	);
	return [rows, ...prepared].join('\n');
}
