import {defineSimplePane} from '../pane.ts';
import {journalDetail, journalPane, journalTable} from './pane.ts';

export const journalDefinition = defineSimplePane('journal', {
	table: ({beside}) => journalTable(beside.stories),
	draw: journalPane,
	detail: journalDetail,
});
