import {defineSimplePane} from '../pane.ts';
import {findingDetail, findingsPane} from './pane.ts';
import {findingsTable} from './table.ts';

export const findingsDefinition = defineSimplePane('findings', {
	table: ({live, ui}) => findingsTable(live, ui),
	draw: findingsPane,
	detail: findingDetail,
});
