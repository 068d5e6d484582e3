import {defineSimplePane} from '../pane.ts';
import {overviewPane} from './pane.ts';

export const overviewDefinition = defineSimplePane('overview', {
	draw: overviewPane,
});
