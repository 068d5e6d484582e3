import {chart} from '../../components/chart.ts';
import {fitting, heading, line, type Segment} from '../../components/skin.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import type {TenantRow} from '../../domain/requests/schema.ts';
import {count, duration, percent, plural, shortCount} from '../../format/quantities.ts';
import type {RequestPoint} from '../../queries/requests/requests.ts';
import {spread} from '../../sampler/requests/series.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {windowText} from '../requests/groups.ts';

/** Usage by tenant. */
export function tenantsPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.tenants;
	const tenants = current(section, live);
	const problems = notice(section, width, skin);
	if (!tenants) return {lines: problems, rows: 0};
	const {value, old} = tenants;
	const cut = value.allTenants > value.rows.length ? `, the busiest ${count(value.rows.length)} shown` : '';
	const head = heading(
		[['title', plural(value.allTenants, 'tenant')], `, ${plural(value.allRequests, 'request')}${cut}`],
		[['muted', [windowText(value.windowHours), old].filter(Boolean).join(', ')]],
		width,
		skin,
	);
	return aboveTable([...problems, head], view);
}

/** One tenant: p95 and requests over time. */
export function tenantDetail(row: TenantRow, {live, width, height, skin}: PaneView): string[] {
	const facts: Segment[][] = [
		[['strong', plural(row.requests, 'request')], ', ', ['strong', percent(row.share)], ' of all'],
		['   p95 ', ['strong', duration(row.p95Ms)]],
		['   errors ', ['strong', percent(errorShare(row.errors, row.requests))]],
		['   ', ['strong', row.users === null ? 'users n/a' : plural(row.users, 'user')]],
		['   average ', ['strong', duration(row.averageMs)]],
	];
	const title = heading([['title', row.name]], [['muted', windowText(live.windowHours)]], width, skin);
	const section = live.detail?.section ?? {status: 'pending' as const};
	const problems = notice(section, width, skin);
	const detail = section.status === 'ok' && section.value.kind === 'tenant' ? section.value : undefined;
	const top = [title, line(['  ', ...fitting(facts, width - 2)], width, skin), ...problems];
	if (!detail) return top;
	const half = Math.max(4, Math.floor((height - top.length - 2) / 2));
	const draw = (label: string, values: Array<number | null>, format: (value: number) => string) => [
		line(['  ', ['muted', label]], width, skin),
		...chart(values, {
			width: width - 2,
			height: half,
			glyphs: skin.glyphs,
			format,
			from: detail.since,
			to: live.now,
		}).map((text, index) => line(['  ', [index === half - 1 ? 'muted' : 'accent', text]], width, skin)),
	];
	const {series, since, bucketSeconds} = detail;
	const over = (value: (point: RequestPoint) => number | null) =>
		spread(series, since, live.now, bucketSeconds, value);
	return [
		...top,
		...draw(
			'p95',
			over(point => point.p95Ms),
			duration,
		),
		...draw(
			`requests per ${detail.bucketSeconds >= 120 ? `${detail.bucketSeconds / 60} minutes` : 'minute'}`,
			over(point => point.count).map(value => value ?? 0),
			shortCount,
		),
	];
}
