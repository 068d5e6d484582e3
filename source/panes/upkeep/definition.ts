import {defineSimplePane} from '../pane.ts';
import {upkeepDetail, upkeepPane} from './pane.ts';
import {upkeepTable} from './table.ts';

export const upkeepDefinition = defineSimplePane('upkeep', {
	table: ({live}) => upkeepTable(live),
	draw: upkeepPane,
	detail: upkeepDetail,
});
