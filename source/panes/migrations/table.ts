import type {TableModel} from '../../components/table/column.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime, shortDuration} from '../../format/quantities.ts';
import type {MigrationRow} from '../../migrations/status.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

/** In few words, which a column has room for; the opened row has the problem in full. */
export function stateText(row: MigrationRow): string {
	const state = row.state === 'pending' ? 'pending' : 'applied';
	if (row.problem !== null) return `${state}, file unusable`;
	if (row.state === 'changed') return 'applied, file changed';
	if (row.state === 'missing') return 'applied, no file';
	return row.outOfOrder ? 'pending, out of order' : row.state;
}

export function stateTone(row: MigrationRow): Token {
	if (row.problem !== null) return 'bad';
	return row.state === 'applied' ? 'good' : 'warning';
}

const model: Omit<TableModel<MigrationRow>, 'rows'> = {
	id: row => row.version,
	name: row => `${row.version} ${row.name}`,
	search: row => `${row.version} ${row.name} ${stateText(row)}`,
	defaultSort: {column: 'version', descending: false},
	empty: 'There are no migrations here: files are called YYYYMMDDHHMMSS_name.sql.',
	columns: [
		{id: 'version', title: 'version', width: 15, text: row => row.version, order: row => row.version},
		{
			id: 'name',
			title: 'name',
			width: 26,
			flexible: true,
			most: 64,
			text: row => row.name,
			order: row => row.name,
		},
		{id: 'state', title: 'state', width: 22, text: stateText, order: row => row.state, tone: stateTone},
		{
			id: 'applied',
			title: 'applied',
			width: 19,
			descendingFirst: true,
			text: row => (row.state === 'pending' ? '-' : dateTime(row.appliedAt)),
			order: row => row.appliedAt?.getTime() ?? null,
		},
		{
			id: 'took',
			title: 'took',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: row => (row.durationMs === null ? '-' : shortDuration(row.durationMs)),
			order: row => row.durationMs,
		},
		{
			id: 'by',
			title: 'by',
			width: 24,
			text: row => row.appliedBy ?? (row.state === 'pending' ? '-' : 'another tool'),
			order: row => row.appliedBy,
		},
		{
			id: 'transaction',
			title: 'transaction',
			width: 11,
			text: row => (row.transaction ? 'yes' : 'no'),
			order: row => String(row.transaction),
		},
	],
};

export function migrationsTable({snapshot}: Live): TableModel<MigrationRow> | undefined {
	const migrations = shownValue(snapshot.sections.migrations)?.value;
	return migrations && {...model, rows: migrations.rows};
}
