import {defineSimplePane} from '../pane.ts';
import {sessionDetail} from './detail.ts';
import {sessionsPane} from './pane.ts';
import {sessionFocus, sessionOfLine, sessionsTable} from './table.ts';

export const sessionsDefinition = defineSimplePane('sessions', {
	table: ({live, ui}) => sessionsTable(live, ui),
	draw: sessionsPane,
	detail: sessionDetail,
	focus: (id, live) => sessionFocus(sessionOfLine(id, live)),
	session: sessionOfLine,
});
