import {describe, expect, it} from 'vitest';
import {gutter, overviewGrid} from '../../source/panes/overview/grid.ts';

const everyPanel = ['health', 'indexes', 'registry', 'requests', 'tables', 'tenants'];

describe('overviewGrid', () => {
	it('fits into any body', () => {
		const misfits: string[] = [];
		for (let width = 80; width <= 320; width++) {
			for (let height = 16; height <= 120; height++) {
				const grid = overviewGrid(width, height);
				const lines = grid.reduce((sum, row) => sum + row.height, 0);
				const fits = grid.every(row => {
					const widths = row.panels.map(panel => panel.width);
					const taken = widths.reduce((sum, own) => sum + own, 0) + gutter * (widths.length - 1);
					// A heading and something below it; and wide enough for a name and a figure.
					return row.height >= 4 && Math.min(...widths) >= 30 && taken === width;
				});
				if (!fits || lines > height) misfits.push(`${width}x${height}`);
			}
		}
		expect(misfits).toEqual([]);
	});

	it('shows every panel once', () => {
		for (const width of [80, 120, 200]) {
			const shown = overviewGrid(width, 40).flatMap(row => row.panels.map(({id}) => id));
			expect(shown.sort()).toEqual(everyPanel);
		}
	});

	it('uses all of a common terminal', () => {
		for (const [width, height] of [
			[80, 20],
			[120, 36],
			[200, 46],
		] as const) {
			expect(overviewGrid(width, height).reduce((sum, row) => sum + row.height, 0)).toBe(height);
		}
	});

	it('survives sizes on which nothing is drawn', () => {
		for (const [width, height] of [
			[0, 0],
			[1, 1],
			[3, 2],
			[40, 5],
		] as const) {
			for (const row of overviewGrid(width, height)) {
				expect(row.height).toBeGreaterThanOrEqual(0);
				for (const panel of row.panels) expect(panel.width).toBeGreaterThanOrEqual(0);
			}
		}
	});

	it('starts with health and requests', () => {
		for (const width of [80, 120, 200]) {
			expect(overviewGrid(width, 40)[0]?.panels.map(({id}) => id)).toEqual(['health', 'requests']);
		}
	});
});
