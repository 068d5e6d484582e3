import {countedViews} from '../../domain/snapshot/counted.ts';
import {countedLabels} from '../counted-words.ts';
import {definePane, defineView, mapViews} from '../pane.ts';
import {databaseDetail, databasesPane} from './pane.ts';
import {databasesTable} from './table.ts';

export const databasesDefinition = definePane(
	'databases',
	...mapViews(countedViews, shown =>
		defineView({
			id: shown,
			label: countedLabels[shown],
			list: 'databases',
			table: ({live}) => databasesTable(live, shown),
			draw: view => databasesPane(view, shown),
			detail: databaseDetail,
		}),
	),
);
