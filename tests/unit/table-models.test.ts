import {expect, it, vi} from 'vitest';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {paneDefinitions} from '../../source/panes/definitions.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

it.each(paneIds)('builds the table of %s once a frame, also under a sheet', pane => {
	for (const view of paneDefinitions[pane].views) {
		if (!view.table) continue;
		const build = vi.spyOn(view, 'table');
		for (const sheet of [undefined, {kind: 'help', offset: 0}, {kind: 'sort', cursor: 0}] as const) {
			build.mockClear();
			frameOf({ui: uiOn(pane, {views: {[pane]: view.id}, sheet})});
			expect([pane, view.id, sheet?.kind, build.mock.calls.length]).toEqual([pane, view.id, sheet?.kind, 1]);
		}
		build.mockRestore();
	}
});
