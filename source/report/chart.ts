import {clock} from '../format/quantities.ts';
import {type Html, html} from './html.ts';

export type Point = {readonly at: Date; readonly value: number | null};

export type Chart = {
	readonly title: string;
	readonly points: readonly Point[];
	format(value: number): string;
	/** The limits of the scale, if the values do not determine them. */
	readonly least?: number;
	readonly most?: number;
	/** The lowest value of a moment matters, not the highest. */
	readonly low?: boolean;
};

type Span = {readonly from: Date; readonly to: Date};

const width = 560;
const height = 130;
const edge = {left: 66, right: 8, top: 8, bottom: 18};
const columns = 400;

/** One value per column, the extreme one: a peak of one sample must not vanish on a chart of hours. */
function thinned(points: readonly Point[], {from, to}: Span, low: boolean): Point[] {
	if (points.length <= columns) return [...points];
	const span = Math.max(1, to.getTime() - from.getTime());
	const kept = new Map<number, Point>();
	for (const point of points) {
		const column = Math.floor(((point.at.getTime() - from.getTime()) / span) * columns);
		const known = kept.get(column);
		const further =
			known?.value == null ||
			(point.value !== null && (low ? point.value < known.value : point.value > known.value));
		if (further) kept.set(column, point);
	}
	return [...kept.values()];
}

/** A line over time, broken at gaps, where the value is unknown. */
export function chart(chart: Chart, span: Span, marks: readonly Date[], gapMs: number): Html {
	const {title, format, low = false} = chart;
	const inside = chart.points.filter(({at}) => at >= span.from && at <= span.to);
	const values = inside.flatMap(({value}) => value ?? []);
	if (values.length === 0)
		return html`<figure><figcaption>${title} <span>n/a: no sample of it</span></figcaption></figure>
`;
	const bottom = chart.least ?? Math.min(0, ...[reduced(values, Math.min)]);
	const top = Math.max(chart.most ?? 0, reduced(values, Math.max), bottom + 1e-9);
	const x = (at: Date) =>
		edge.left +
		((at.getTime() - span.from.getTime()) / Math.max(1, span.to.getTime() - span.from.getTime())) *
			(width - edge.left - edge.right);
	const y = (value: number) =>
		edge.top + (1 - (Math.max(bottom, value) - bottom) / (top - bottom)) * (height - edge.top - edge.bottom);
	const average = values.reduce((sum, value) => sum + value, 0) / values.length;
	const told = `${format(reduced(values, Math.min))} to ${format(reduced(values, Math.max))}, average ${format(average)}, last ${format(values.at(-1) ?? 0)}`;
	const lines = [bottom, (bottom + top) / 2, top].map(
		value =>
			html`<line class="grid" x1="${edge.left}" x2="${width - edge.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/><text x="${edge.left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${format(value)}</text>`,
	);
	const marked = marks
		.filter(at => at >= span.from && at <= span.to)
		.map(
			at =>
				html`<line class="mark" x1="${x(at).toFixed(1)}" x2="${x(at).toFixed(1)}" y1="${edge.top}" y2="${height - edge.bottom}"/>`,
		);
	return html`<figure><figcaption>${title} <span>${told}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${title}: ${told}`}">${lines}${marked}<path d="${path(thinned(inside, span, low), x, y, gapMs)}"/><text x="${edge.left}" y="${height - 4}">${clock(span.from)}</text><text x="${width - edge.right}" y="${height - 4}" text-anchor="end">${clock(span.to)}</text></svg></figure>
`;
}

function reduced(values: readonly number[], choose: (a: number, b: number) => number): number {
	return values.reduce((a, b) => choose(a, b));
}

function path(
	points: readonly Point[],
	x: (at: Date) => number,
	y: (value: number) => number,
	gapMs: number,
): string {
	let before: Point | undefined;
	const parts: string[] = [];
	for (const point of points) {
		if (point.value !== null) {
			const joined = before?.value != null && point.at.getTime() - before.at.getTime() <= Math.max(gapMs, 1);
			const place = `${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`;
			// A single moment is a dot.
			parts.push(joined ? `L${place}` : `M${place}h0.1`);
		}
		before = point;
	}
	return parts.join('');
}
