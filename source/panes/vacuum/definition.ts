import {defineSimplePane} from '../pane.ts';
import {vacuumDetail, vacuumPane} from './pane.ts';
import {vacuumTable} from './table.ts';

export const vacuumDefinition = defineSimplePane('vacuum', {
	table: ({live}) => vacuumTable(live),
	draw: vacuumPane,
	detail: vacuumDetail,
});
