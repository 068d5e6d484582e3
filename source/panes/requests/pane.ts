import {chart} from '../../components/chart.ts';
import {fitting, heading, line, type Segment, type Skin} from '../../components/skin.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import type {Requests} from '../../domain/requests/schema.ts';
import {count, duration, percent} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {spread} from '../../sampler/requests/series.ts';
import type {Token} from '../../theme/tokens.ts';
import {current, notice, oldness} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {errorTone, type RequestList, windowText} from './groups.ts';

/** Totals of requests, p95 over time, and the slowest paths or servers. */
export function requestsPane(view: PaneView & {list: RequestList}): Drawn {
	const {live, width, height, skin, list} = view;
	const section = live.snapshot.sections.requests;
	const requests = current(section, live);
	const problems = notice(section, width, skin);
	if (!requests) return {lines: problems, rows: 0};
	const {value} = requests;
	const chartHeight = Math.max(5, Math.min(16, Math.floor((height - 3) * 0.45)));
	const other = list === 'paths' ? 'servers' : 'paths';
	const head = heading(
		[
			['title', `Slowest ${list}`],
			['muted', ` (o: ${other})`],
		],
		[['muted', oldness(value.groupsSampledAt, live) || windowText(value.windowHours)]],
		width,
		skin,
	);
	const old = oldness(value.summarySampledAt, live);
	const top = [
		...problems,
		summaryLine(value, width, skin),
		line(
			[
				'  ',
				[
					'muted',
					`p95 over time, ${windowText(value.windowHours)} of ${value.relation}${old === '' ? '' : `; totals ${old}`}`,
				],
			],
			width,
			skin,
		),
		...requestChart(value, live, width, chartHeight, skin),
		head,
	];
	return aboveTable(top, view);
}

/** Totals of the window in one line, the most important first. Also on the overview. */
export function summaryLine(value: Requests, width: number, skin: Skin): string {
	const {total, errors, averageMs, p50Ms, p95Ms, p99Ms} = value.summary;
	const figures: ReadonlyArray<readonly [label: string, value: string, tone?: Token | undefined]> = [
		['p95', duration(p95Ms)],
		['requests', count(total)],
		[
			'errors',
			value.unmapped.includes('status') ? 'n/a (status not mapped)' : percent(errorShare(errors, total)),
			errorTone(errors, total),
		],
		['p50', duration(p50Ms)],
		['p99', duration(p99Ms)],
		['average', duration(averageMs)],
	];
	const parts = figures.map(([label, text, tone], index): Segment[] => [
		['muted', `${index === 0 ? '' : '   '}${label} `],
		[tone ?? 'strong', text],
	]);
	return line(['  ', ...fitting(parts, width - 2)], width, skin);
}

export function requestChart(
	value: Requests,
	live: Live,
	width: number,
	height: number,
	skin: Skin,
): string[] {
	const to = live.now;
	const from = new Date(to.getTime() - value.windowHours * 3_600_000);
	const points = spread(value.series, from, to, value.bucketSeconds, point => point.p95Ms);
	const lines = chart(points, {width: width - 2, height, glyphs: skin.glyphs, format: duration, from, to});
	return lines.map((text, index) =>
		line(['  ', [index === lines.length - 1 ? 'muted' : 'accent', text]], width, skin),
	);
}
