import {defineSimplePane} from '../pane.ts';
import {healthPane} from './pane.ts';
import {serverDetail, serversTable} from './servers.ts';

export const healthDefinition = defineSimplePane('health', {
	table: ({live}) => serversTable(live),
	draw: healthPane,
	detail: serverDetail,
});
