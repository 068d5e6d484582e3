import {defineSimplePane} from '../pane.ts';
import {sessionFocus} from '../sessions/table.ts';
import {blockingDetail, blockingPane} from './pane.ts';
import {blockingTable, sessionOfParty} from './table.ts';

export const blockingDefinition = defineSimplePane('blocking', {
	table: ({live}) => blockingTable(live),
	draw: blockingPane,
	detail: blockingDetail,
	focus: (id, live) => sessionFocus(sessionOfParty(id, live)),
	session: sessionOfParty,
});
