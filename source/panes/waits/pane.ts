import {resample} from '../../components/chart.ts';
import {fitting, heading, line, type Segment} from '../../components/skin.ts';
import {sparkline} from '../../components/sparkline.ts';
import {clock, duration, plural} from '../../format/quantities.ts';
import {behindEvent, paceMs, type WaitEvent, type WaitSummary} from '../../history/waits.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {classTone, minutesOf, sessions, type WaitWindow, waitRange, waitSummary} from './table.ts';

/** Width left of the chart: label and average. */
const labelWidth = 20;

/** Active sessions by wait event over time, and a table of the events. */
export function waitsPane(view: PaneView, window: WaitWindow, backMs: number): Drawn {
	const {live, width, height, skin} = view;
	const section = live.snapshot.sections.waits;
	const waits = current(section, live);
	const problems = notice(section, width, skin);
	if (!waits || !live.waits) return {lines: problems, rows: 0};
	const {from, to} = waitRange(live, window, backMs);
	const columns = Math.max(10, width - labelWidth - 2);
	// A column narrower than the interval between samples would sometimes be empty.
	const everyMs = paceMs(live.waits, to, waits.value.everyMs);
	const samples = Math.floor((minutesOf(window) * 60_000) / (everyMs * 1.5));
	const summary = waitSummary(live, window, backMs, Math.max(1, Math.min(columns, samples)));
	const title = `Active sessions ${clock(from)} to ${clock(to)}`;
	const {lookMs} = waits.value;
	const asides: Segment[][] = [
		[[backMs > 0 ? 'warning' : 'muted', backMs > 0 ? `${duration(backMs)} back` : `last ${window}`]],
		...(summary.hidden > 0
			? [[', ', ['warning', `${summary.hidden} hidden (requires pg_monitor)`]] satisfies Segment[]]
			: []),
		[['muted', `, sampled every ${duration(everyMs)}`]],
		[['muted', `, ${duration(lookMs)} each`]],
	];
	const head = heading([['title', title]], fitting(asides, width - title.length - 8), width, skin);
	const most = Math.max(2, Math.min(8, Math.floor(height / 2) - 2));
	const lines = classLines(summary, most, columns, view);
	const below = heading(
		[['title', `${plural(summary.events.length, 'event')} in ${plural(summary.samples, 'sample')}`]],
		[],
		width,
		skin,
	);
	return aboveTable([...problems, head, ...lines, below], view);
}

/** All classes together, then the busiest ones, on the same scale. */
function classLines(
	{all, average, classes, hidden}: WaitSummary,
	most: number,
	columns: number,
	{width, skin}: PaneView,
): string[] {
	const unseen = average === 0 && hidden > 0;
	const ceiling = Math.max(1, ...all.map(value => value ?? 0));
	const row = (label: Segment, value: number | null, series: ReadonlyArray<number | null>) =>
		line(
			[
				'  ',
				label,
				['strong', (value === null ? 'n/a' : sessions(value)).padStart(6)],
				'  ',
				sparkline(resample(series, columns), columns, skin.glyphs, {floor: 0, ceiling}),
			],
			width,
			skin,
		);
	return [
		row(
			['muted', 'all'.padEnd(labelWidth - 10)],
			unseen ? null : average,
			unseen ? all.map(() => null) : all,
		),
		...classes
			.slice(0, most - 1)
			.map(item =>
				row([classTone(item.class), item.class.padEnd(labelWidth - 10)], item.average, item.series),
			),
	];
}

/** A wait event: the queries seen waiting for it, and the sessions of the last sample that wait for it. */
export function waitDetail(
	row: WaitEvent,
	{live, width, skin}: PaneView,
	window: WaitWindow,
	backMs: number,
): string[] {
	const {from, to} = waitRange(live, window, backMs);
	const {queries, sessions: waiting, samples, at} = behindEvent(live.waits ?? [], from, to, row.id);
	const text = (parts: readonly Segment[]) => line(['  ', ...parts], width, skin);
	return [
		heading(
			[['title', `${row.class}: ${row.event}`]],
			[['muted', `${clock(from)} to ${clock(to)}`]],
			width,
			skin,
		),
		text([`${sessions(row.average)} sessions on average, max ${row.most}`]),
		'',
		heading([['title', `queries seen in ${plural(samples, 'snapshot')}`]], [], width, skin),
		...(queries.length === 0
			? [text([['muted', 'none: queries are read with each snapshot only']])]
			: queries
					.slice(0, 20)
					.map(({query, database, seen}) =>
						text([
							['strong', String(seen).padStart(6)],
							'  ',
							['muted', `${database || '-'}  `],
							oneLine(query),
						]),
					)),
		'',
		heading([['title', `sessions at ${at ? clock(at) : 'n/a'}`]], [], width, skin),
		...(waiting.length === 0
			? [text([['muted', 'none']])]
			: waiting.map(session =>
					text([
						['strong', String(session.pid).padStart(8)],
						`  ${session.user ?? '-'}  ${session.database ?? '-'}  ${session.queryMs === null ? '-' : duration(session.queryMs)}  `,
						['muted', `${session.application || session.backend || '-'}  `],
						oneLine(session.query ?? ''),
					]),
				)),
	];
}
