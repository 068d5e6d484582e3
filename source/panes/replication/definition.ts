import {countedViews} from '../../domain/snapshot/counted.ts';
import {countedLabels} from '../counted-words.ts';
import {definePane, defineView, mapViews} from '../pane.ts';
import {ioDetail, ioTable} from './io.ts';
import {linkDetail, linksTable} from './links.ts';
import {replicationPane} from './pane.ts';

export const replicationDefinition = definePane(
	'replication',
	defineView({
		id: 'links',
		label: 'links',
		list: 'replication',
		table: ({live}) => linksTable(live),
		draw: view => replicationPane(view, 'links'),
		detail: linkDetail,
	}),
	...mapViews(countedViews, shown =>
		defineView({
			id: shown,
			label: `I/O ${countedLabels[shown]}`,
			list: 'replication',
			table: ({live}) => ioTable(live, shown),
			draw: view => replicationPane(view, shown),
			detail: ioDetail,
		}),
	),
);
