import type {Segment} from '../components/skin.ts';
import {type CountedView, countedViews} from '../domain/snapshot/counted.ts';
import {age, bytes, notAvailable, percent, shortCount, shortDuration} from '../format/quantities.ts';

/** The name of a view for a heading. */
export function viewText(view: CountedView, connectedAt: Date, now: Date): string {
	if (view === 'lifetime') return 'total';
	return view === 'interval'
		? 'per second, last interval'
		: `since pgdeck connected, ${age(connectedAt, now)} ago`;
}

/** The same for the key that leads to it. */
export const countedLabels: Readonly<Record<CountedView, string>> = {
	interval: 'last interval',
	connected: 'since connected',
	lifetime: 'total',
};

type Figure = number | null | undefined;

/** A figure of a view: `-` before the second sample, n/a if the server does not count it. */
function shown(value: Figure, view: CountedView, text: (value: number) => string): string {
	if (value === undefined) return '-';
	if (value === null) return notAvailable;
	return view === 'interval' ? `${text(value)}/s` : text(value);
}

export const countFigure = (value: Figure, view: CountedView) =>
	shown(value, view, known => shortCount(view === 'interval' ? Math.round(known * 10) / 10 : known));
export const byteFigure = (value: Figure, view: CountedView) =>
	shown(value, view, known => bytes(view === 'interval' ? Math.round(known) : known));
export const timeFigure = (value: Figure, view: CountedView) => shown(value, view, statementTime);

/** A duration in one unit, in microseconds below a tenth of a millisecond, where most statements are. */
export function statementTime(milliseconds: number): string {
	return milliseconds > 0 && milliseconds < 0.095
		? `${Math.ceil(milliseconds * 1000)} us`
		: shortDuration(milliseconds);
}

/** The share of a figure; `-` without a total. */
export function shareFigure(value: Figure, all: Figure): string {
	if (value === undefined || value === null || !all) return '-';
	return percent(value / all);
}

/** A label with its three views side by side, below `viewTitles`. */
export function viewCells(label: string, text: (view: CountedView) => string): Segment[] {
	return [
		'  ',
		['muted', label.padEnd(labelWidth)],
		...countedViews.map(view => text(view).padStart(viewWidth)),
	];
}

const labelWidth = 22;
const viewWidth = 17;

export const viewTitles: readonly Segment[] = [
	['muted', ' '.repeat(labelWidth + 2)],
	...countedViews.map((view): Segment => ['muted', countedLabels[view].padStart(viewWidth)]),
];
