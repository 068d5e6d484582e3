import {type CountedView, countedViews, figuresOf} from '../../domain/snapshot/counted.ts';
import type {StatementFigures, StatementRow} from '../../domain/statements/schema.ts';
import type {StatementCounter} from '../../queries/statements/statement-figures.ts';

/** Up to this many rows are published; of more, the leaders by each figure. */
export const mostRows = 400;
const leaders = 40;

const measures: ReadonlyArray<readonly StatementCounter[]> = [
	['execMs'],
	['calls'],
	['rows'],
	['sharedHit', 'sharedRead'],
	['tempRead', 'tempWritten'],
	['walBytes'],
	['planMs'],
];

/**
The rows to show of thousands: the leaders by each figure that the pane sorts by, in each view, and those with the longest
mean or maximum time.
*/
export function chooseStatements(rows: readonly StatementRow[]): StatementRow[] {
	if (rows.length <= mostRows) return [...rows];
	const chosen = new Set<StatementRow>();
	const lead = (value: (row: StatementRow) => number) => {
		const ranked = rows.map(row => ({row, value: value(row)})).sort((a, b) => b.value - a.value);
		for (const item of ranked.slice(0, leaders)) if (item.value > 0) chosen.add(item.row);
	};
	for (const view of countedViews) for (const names of measures) lead(row => total(row.counted, view, names));
	lead(row => row.meanMs);
	lead(row => row.mostMs);
	return [...chosen];
}

function total(counted: StatementFigures, view: CountedView, names: readonly StatementCounter[]): number {
	const figures = figuresOf(counted, view);
	return figures ? names.reduce((sum, name) => sum + (figures[name] ?? 0), 0) : 0;
}

/** The sums of the figures of several statements. Null where none has the figure. */
export function sumOf(all: readonly StatementFigures[]): StatementFigures {
	return {
		total: added(all.map(({total: figures}) => figures)),
		sinceConnected: all.some(({sinceConnected}) => sinceConnected)
			? added(all.flatMap(({sinceConnected}) => sinceConnected ?? []))
			: null,
		perSecond: all.some(({perSecond}) => perSecond)
			? added(all.flatMap(({perSecond}) => perSecond ?? []))
			: null,
		reset: all.length > 0 && all.every(({reset}) => reset),
	};
}

function added(all: readonly StatementFigures['total'][]): StatementFigures['total'] {
	const result: Record<string, number | null> = {};
	for (const figures of all) {
		for (const [name, value] of Object.entries(figures)) {
			result[name] = value === null ? (result[name] ?? null) : (result[name] ?? 0) + value;
		}
	}
	return result as StatementFigures['total'];
}
