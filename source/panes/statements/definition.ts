import {countedViews} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {countedLabels} from '../counted-words.ts';
import {definePane, defineView, mapViews} from '../pane.ts';
import {statementDetail, statementsPane} from './pane.ts';
import {statementsTable} from './table.ts';

export const statementsDefinition = definePane(
	'statements',
	...mapViews(countedViews, shown =>
		defineView({
			id: shown,
			label: countedLabels[shown],
			list: 'statements',
			table: ({live}) => statementsTable(live, shown),
			draw: view => statementsPane(view, shown),
			detail: statementDetail,
			focus(id, {snapshot}) {
				const rows = shownValue(snapshot.sections.statements)?.value.rows ?? [];
				const row = rows.find(item => item.id === id);
				return row && {kind: 'statement', queryId: row.queryId, databaseId: row.databaseId};
			},
		}),
	),
);
