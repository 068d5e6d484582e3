/** The panels of the overview. */
export type PanelId = 'health' | 'requests' | 'tenants' | 'indexes' | 'tables' | 'registry';
type Panel = {readonly id: PanelId; readonly width: number};
type GridRow = {readonly height: number; readonly panels: readonly Panel[]};

/** Blanks between two panels. */
export const gutter = 2;

/** Maximum height of a panel with its heading. */
const most: Record<PanelId, number> = {
	health: 13,
	requests: 40,
	tenants: 40,
	indexes: 14,
	tables: 40,
	registry: 16,
};

type Plan = {readonly panels: readonly (readonly [PanelId, share: number])[]; readonly share: number};

const narrow: readonly Plan[] = [
	{
		share: 9,
		panels: [
			['health', 1],
			['requests', 1],
		],
	},
	{
		share: 6,
		panels: [
			['tenants', 1],
			['indexes', 1],
		],
	},
	{
		share: 5,
		panels: [
			['tables', 1],
			['registry', 1],
		],
	},
];
const normal: readonly Plan[] = [
	{
		share: 13,
		panels: [
			['health', 1],
			['requests', 1],
		],
	},
	{
		share: 8,
		panels: [
			['tenants', 1.1],
			['indexes', 0.9],
		],
	},
	{
		share: 9,
		panels: [
			['tables', 1.1],
			['registry', 0.9],
		],
	},
];
const wide: readonly Plan[] = [
	{
		share: 16,
		panels: [
			['health', 1],
			['requests', 1.6],
		],
	},
	{
		share: 14,
		panels: [
			['tenants', 1],
			['indexes', 0.8],
			['tables', 1.2],
		],
	},
	{share: 10, panels: [['registry', 1]]},
];

/**
The place of each panel on a screen of that size.
@param without panels that are left out: the others take their room
*/
export function overviewGrid(
	width: number,
	height: number,
	without: ReadonlySet<PanelId> = new Set(),
): GridRow[] {
	const all = width >= 160 ? wide : width >= 100 ? normal : narrow;
	const plan = all
		.map(row => ({...row, panels: row.panels.filter(([id]) => !without.has(id))}))
		.filter(({panels}) => panels.length > 0);
	const shares = plan.reduce((sum, row) => sum + row.share, 0);
	const limits = plan.map(row => Math.max(...row.panels.map(([id]) => most[id])));
	const heights = plan.map((row, index) =>
		Math.min(limits[index] ?? height, Math.floor((row.share / shares) * height)),
	);
	// Distribute the lines left over by rounding and limits, the upper rows first.
	let left = height - heights.reduce((sum, value) => sum + value, 0);
	while (left > 0) {
		const before = left;
		for (const [index, limit] of limits.entries()) {
			if (left > 0 && (heights[index] ?? 0) < limit) {
				heights[index] = (heights[index] ?? 0) + 1;
				left--;
			}
		}
		if (before === left) break;
	}
	return plan.map((row, index) => ({height: heights[index] ?? 0, panels: widths(row.panels, width)}));
}

function widths(panels: Plan['panels'], width: number): Panel[] {
	const room = Math.max(0, width - gutter * (panels.length - 1));
	const shares = panels.reduce((sum, [, share]) => sum + share, 0);
	let used = 0;
	return panels.map(([id, share], index) => {
		const own = index === panels.length - 1 ? room - used : Math.floor((share / shares) * room);
		used += own;
		return {id, width: own};
	});
}
