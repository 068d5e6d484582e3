import {bytes, count, duration, percent, shortCount} from '../format/quantities.ts';
import type {VitalId, Vitals} from '../history/vitals.ts';
import {type Chart, chart} from './chart.ts';
import type {Report} from './gather.ts';
import {type Html, html} from './html.ts';

const perSecond = (value: number) => `${shortCount(Math.round(value * 10) / 10)}/s`;
const whole = (value: number) => count(Math.round(value));
const size = (value: number) => bytes(Math.round(value));

type VitalChart = Omit<Chart, 'points'> & {readonly id: VitalId};

const vitalCharts: readonly VitalChart[] = [
	{id: 'connections', title: 'Connections', format: whole},
	{id: 'active', title: 'Active sessions', format: whole, most: 4},
	{id: 'transactions', title: 'Transactions', format: perSecond, most: 1},
	{id: 'cacheHit', title: 'Cache hit', format: value => percent(value), least: 0.8, most: 1, low: true},
	{id: 'rollbacks', title: 'Rollbacks', format: perSecond, most: 1},
	{id: 'deadlocks', title: 'Deadlocks', format: perSecond, most: 1},
	{id: 'tempBytes', title: 'Temporary files', format: value => `${size(value)}/s`, most: 1024},
	{id: 'oldestTransactionMs', title: 'Oldest transaction', format: value => duration(value), most: 1000},
	{id: 'longestQueryMs', title: 'Longest query', format: value => duration(value), most: 1000},
	{id: 'lagBytes', title: 'Replication lag', format: size, most: 1024},
	{id: 'sizeBytes', title: 'Database size', format: size, low: true},
];

/** Charts of the values over time, with a mark for each action. */
export function charts(report: Report): Html {
	const {vitals, from, to, p95, waiting, journal, intervalMs} = report;
	const span = {from, to};
	const marks = journal.map(({begun}) => begun.at);
	const gapMs = 3 * intervalMs;
	const pointsOf = (id: VitalId) => vitals.map((vital: Vitals) => ({at: vital.at, value: vital[id]}));
	const drawn = vitalCharts.map(({id, ...rest}) => {
		const points = pointsOf(id);
		// The scale of a size starts at its lowest value.
		const least = id === 'sizeBytes' ? {least: leastOf(points)} : {};
		return chart({...rest, ...least, points}, span, marks, gapMs);
	});
	// The minutes of the requests may reach back further than the recording.
	const beginning = p95[0]?.at ?? from;
	const minutes = {from: beginning < from ? beginning : from, to};
	return html`<div class="charts">
${drawn}${chart({title: 'Sessions waiting for a lock', points: waiting, format: whole, most: 1}, span, marks, gapMs)}${chart({title: 'Requests, p95', points: p95, format: value => duration(value)}, minutes, marks, 16 * 60_000)}</div>
`;
}

function leastOf(points: ReadonlyArray<{readonly value: number | null}>): number {
	const values = points.flatMap(({value}) => value ?? []);
	return values.length === 0 ? 0 : values.reduce((a, b) => Math.min(a, b));
}
