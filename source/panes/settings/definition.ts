import {definePane, defineView, mapViews} from '../pane.ts';
import {settingDetail, settingsPane} from './pane.ts';
import {settingsTable, settingsViews} from './table.ts';

export const settingsDefinition = definePane(
	'settings',
	...mapViews(settingsViews, shown =>
		defineView({
			id: shown,
			label: shown,
			list: 'settings',
			table: ({live}) => settingsTable(live, shown),
			draw: view => settingsPane(view, shown),
			detail: settingDetail,
		}),
	),
);
