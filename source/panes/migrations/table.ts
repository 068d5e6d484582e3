import type {TableModel} from '../../components/table/model.ts';
import {isPending, type MigrationRow, migrationStates} from '../../domain/migrations/status.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime, shortDuration} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

/** The state for a cell. The opened row has the problem in full. */
export function stateText({state, problem}: MigrationRow): string {
	const {label} = migrationStates[state];
	return problem === null ? label : `${label}, unusable`;
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
	empty: 'There are no migrations. File names have the form YYYYMMDDHHMMSS_name.sql.',
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
			text: row => (isPending(row) ? '-' : dateTime(row.appliedAt)),
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
			text: row => row.appliedBy ?? (isPending(row) ? '-' : 'another tool'),
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
