import {defineSimplePane} from '../pane.ts';
import {lockDetail, locksPane} from './pane.ts';
import {locksTable} from './table.ts';

export const locksDefinition = defineSimplePane('locks', {
	table: ({live}) => locksTable(live),
	draw: locksPane,
	detail: lockDetail,
});
