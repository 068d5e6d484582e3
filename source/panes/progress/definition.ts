import {defineSimplePane} from '../pane.ts';
import {progressDetail, progressPane} from './pane.ts';
import {progressTable} from './table.ts';

export const progressDefinition = defineSimplePane('progress', {
	table: ({live}) => progressTable(live),
	draw: progressPane,
	detail: progressDetail,
});
