import {measureKey} from '../../domain/tables/measurement.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {defineSimplePane} from '../pane.ts';
import {tableDetail} from './detail.ts';
import {tablesPane} from './pane.ts';
import {tablesTable} from './table.ts';

export const tablesDefinition = defineSimplePane('tables', {
	table: ({live}) => tablesTable(live),
	draw: tablesPane,
	detail: (row: TableStatus, view) => tableDetail(row, view, view.ui.measured[measureKey('table', row.oid)]),
	focus: id => ({kind: 'table', oid: Number(id)}),
});
