import {plot} from 'asciichart';
import {clock} from '../format/quantities.ts';
import {fitTo, widthOf} from '../terminal/width.ts';
import type {Glyphs} from '../theme/glyphs.ts';

type Value = number | null;

type ChartOptions = {
	/** Size of the chart, with axis and times. */
	width: number;
	height: number;
	glyphs: Glyphs;
	/** The label of a value at the axis. */
	format(value: number): string;
	from: Date;
	to: Date;
};

/**
A line chart of exactly `height` lines: values over time, the scale from 0. asciichart draws it; it can't take gaps,
empty or flat series itself, so those are seen to here.
*/
export function chart(
	values: readonly Value[],
	{width, height, glyphs, format, from, to}: ChartOptions,
): string[] {
	const rows = height - 1;
	const known = values.filter((value): value is number => value !== null);
	if (known.length === 0 || rows < 2) {
		return pad([`no requests from ${clock(from, false)} to ${clock(to, false)}`], height);
	}
	// A line of zeros still needs a scale.
	const most = Math.max(...known) || 1;
	const label = (value: number) => format(value);
	const steps = Array.from({length: rows}, (_unused, index) => widthOf(label((most * index) / (rows - 1))));
	const axis = Math.max(4, ...steps);
	const columns = Math.max(2, width - axis - 1);
	const series = resample(values, columns);
	// asciichart connects each value with the next: with the first one twice, each column ends at its value.
	const continuous = filled(series);
	const [, tick, ...lines] = glyphs.chart;
	const drawn = plot([continuous[0] ?? 0, ...continuous], {
		height: rows - 1,
		min: 0,
		max: most,
		offset: 2,
		// Drop the mark that asciichart puts on the axis for the first value.
		symbols: [tick, tick, ...lines],
		format: value => fitTo(label(Math.max(0, value)), axis, 'right'),
	});
	const shown = drawn.split('\n').map(text => blankGaps(text, series, axis + 1));
	return pad([...shown.slice(0, rows), timeAxis(from, to, axis, columns)], height);
}

/** One value a column: the maximum of its values, so that no spike is lost. A chart wider than the data repeats values. */
export function resample(values: readonly Value[], columns: number): Value[] {
	return Array.from({length: columns}, (_unused, column) => {
		const first = Math.floor((column * values.length) / columns);
		const end = Math.max(first + 1, Math.floor(((column + 1) * values.length) / columns));
		const known = values.slice(first, end).filter((value): value is number => value !== null);
		return known.length === 0 ? null : Math.max(...known);
	});
}

/**
Gaps filled with the value behind them: asciichart throws on a value that is none. So the way to a value after a gap is
level, and a value that stands alone is seen.
*/
function filled(series: readonly Value[]): number[] {
	let next = series.findLast(value => value !== null) ?? 0;
	return series
		.toReversed()
		.map(value => {
			next = value ?? next;
			return next;
		})
		.toReversed();
}

/** Erases the filled gaps from the drawing. */
function blankGaps(text: string, series: readonly Value[], start: number): string {
	const cells = [...text];
	for (const [index, value] of series.entries()) {
		const position = start + index;
		if (value === null && position < cells.length) cells[position] = ' ';
	}
	return cells.join('').trimEnd();
}

function timeAxis(from: Date, to: Date, axis: number, columns: number): string {
	const [first, last] = [clock(from, false), clock(to, false)];
	const middle = clock(new Date((from.getTime() + to.getTime()) / 2), false);
	const half = Math.max(0, Math.floor((columns - first.length - middle.length - last.length) / 2));
	const room = columns >= 30;
	const text = room
		? `${first}${' '.repeat(half)}${middle}${' '.repeat(Math.max(0, columns - half - first.length - middle.length - last.length))}${last}`
		: `${first}${' '.repeat(Math.max(1, columns - first.length - last.length))}${last}`;
	return `${' '.repeat(axis + 1)}${text}`;
}

function pad(lines: readonly string[], height: number): string[] {
	return Array.from({length: height}, (_unused, index) => lines[index] ?? '');
}
