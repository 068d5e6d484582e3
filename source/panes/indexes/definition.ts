import type {IndexRow} from '../../domain/indexes/schema.ts';
import {measureKey} from '../../domain/tables/measurement.ts';
import {definePane, defineView} from '../pane.ts';
import {indexDetail} from './detail.ts';
import {missingDetail, missingTable} from './missing.ts';
import {indexesPane, missingIndexesPane} from './pane.ts';
import {indexesTable} from './table.ts';

export const indexesDefinition = definePane(
	'indexes',
	defineView({
		id: 'indexes',
		label: 'existing',
		list: 'indexes',
		table: ({live}) => indexesTable(live),
		draw: indexesPane,
		detail: (row: IndexRow, view) => indexDetail(row, view, view.ui.measured[measureKey('index', row.oid)]),
		focus: id => ({kind: 'index', oid: Number(id)}),
	}),
	defineView({
		id: 'missing',
		label: 'missing',
		list: 'missing',
		table: ({live}) => missingTable(live),
		draw: missingIndexesPane,
		detail: missingDetail,
	}),
);
