import type {WaitEvent} from '../../history/waits.ts';
import {definePane, defineView, mapViews} from '../pane.ts';
import {waitDetail, waitsPane} from './pane.ts';
import {waitsTable, waitWindows} from './table.ts';

export const waitsDefinition = definePane(
	'waits',
	...mapViews(waitWindows, shown =>
		defineView({
			id: shown,
			label: shown,
			list: 'waits',
			table: ({live, ui}) => waitsTable(live, shown, ui.waitsBackMs),
			draw: view => waitsPane(view, shown, view.ui.waitsBackMs),
			detail: (row: WaitEvent, view) => waitDetail(row, view, shown, view.ui.waitsBackMs),
		}),
	),
);
