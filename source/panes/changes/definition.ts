import {defineSimplePane} from '../pane.ts';
import {changeDetail, changesPane} from './pane.ts';
import {changesTable} from './table.ts';

export const changesDefinition = defineSimplePane('changes', {
	table: ({live}) => changesTable(live),
	draw: changesPane,
	detail: changeDetail,
});
