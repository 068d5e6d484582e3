import {fitting, heading, line, padPainted, type Segment, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {bytes, count, duration, percent, plural, shortCount} from '../../format/quantities.ts';
import type {Live} from '../../sampler/live.ts';
import {errorShare} from '../../snapshot/error-share.ts';
import {shownValue} from '../../snapshot/section.ts';
import {fitTo} from '../../terminal/width.ts';
import {registrySegments} from '../health/pane.ts';
import {breakerText, statusTone} from '../health/servers.ts';
import {vitalLine} from '../health/vital-line.ts';
import {healthVitals} from '../health/vitals.ts';
import {categoryLines, scansSince} from '../indexes/pane.ts';
import {indexName} from '../indexes/table.ts';
import {unusedOf} from '../indexes/unused.ts';
import {migrationSegments, pendingLines, sourceText} from '../migrations/pane.ts';
import {current, oldness, panelNotice} from '../notice.ts';
import type {Drawn, PaneView} from '../pane.ts';
import {errorTone} from '../requests/groups.ts';
import {requestChart, summaryLine, windowText} from '../requests/pane.ts';
import {bloatLines} from '../tables/pane.ts';
import {findingsLines} from './findings.ts';
import {gutter, overviewGrid, type PanelId} from './grid.ts';
import {sessionsPanel, waitingPanel} from './sessions-panel.ts';

type Draw = (live: Live, width: number, height: number, skin: Skin) => string[];

/** All panes at once, live. */
export function overviewPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const findings = findingsLines(view);
	const lines = overviewGrid(width, height - findings.length).flatMap(row => {
		const blocks = row.panels.map(panel => ({
			width: panel.width,
			lines: panels[panel.id](live, panel.width, row.height, skin).slice(0, row.height),
		}));
		return Array.from({length: row.height}, (_unused, index) =>
			blocks
				.map(({lines, width: own}, place) => {
					const text = lines[index] ?? '';
					return place === blocks.length - 1 ? text : padPainted(text, own);
				})
				.join(' '.repeat(gutter)),
		);
	});
	return {lines: [...findings, ...lines], rows: 0};
}

/** Key and name of the pane that the panel is the short form of. */
function panelTitle(key: string, name: string): Segment[] {
	return [['accent', key], ' ', ['title', name]];
}

const panels: Record<PanelId, Draw> = {
	health(live, width, height, skin) {
		const section = live.snapshot.sections.health;
		const health = current(section, live);
		const aside: Segment[] = health?.old ? [['muted', health.old]] : [];
		return [
			heading(panelTitle('1', 'Health'), aside, width, skin),
			...panelNotice(section, width, height, skin),
			...(health
				? healthVitals(health.value).map(vital => `  ${vitalLine(vital, live, width - 2, skin)}`)
				: []),
		].slice(0, height);
	},
	requests(live, width, height, skin) {
		const section = live.snapshot.sections.requests;
		if (section.status === 'unsupported')
			return sessionsPanel(live, panelTitle('8', 'Sessions'), width, height, skin);
		const requests = current(section, live);
		// The age stands here, so that the figures stay where they are.
		const aside: Segment[] = requests
			? [
					[
						'muted',
						[windowText(requests.value.windowHours), oldness(requests.value.summarySampledAt, live)]
							.filter(Boolean)
							.join(', '),
					],
				]
			: [];
		const head = [
			heading(panelTitle('2', 'Requests'), aside, width, skin),
			...panelNotice(section, width, height, skin),
		];
		if (!requests) return head;
		const rest = height - head.length - 1;
		return [
			...head,
			summaryLine(requests.value, width, skin),
			...(rest >= 3 ? requestChart(requests.value, live, width, rest, skin) : []),
		];
	},
	tenants(live, width, height, skin) {
		const section = live.snapshot.sections.tenants;
		if (section.status === 'unsupported')
			return waitingPanel(live, panelTitle('W', 'Waits'), width, height, skin);
		const tenants = current(section, live);
		const aside: Segment[] = tenants
			? [['muted', [plural(tenants.value.allTenants, 'tenant'), tenants.old].filter(Boolean).join(', ')]]
			: [];
		const head = [
			heading(panelTitle('3', 'Tenants'), aside, width, skin),
			...panelNotice(section, width, height, skin),
		];
		if (!tenants) return head;
		if (tenants.value.rows.length === 0) return [...head, line(['  no requests of any tenant'], width, skin)];
		const wide = width >= 56;
		const nameWidth = Math.max(10, Math.min(24, width - (wide ? 44 : 28)));
		const titles = `${'tenant'.padEnd(nameWidth)} ${'requests'.padStart(8)}${wide ? 'share'.padStart(15) : ''} ${'p95'.padStart(7)} ${'errors'.padStart(7)}`;
		return [
			...head,
			line(['  ', ['muted', titles]], width, skin),
			...tenants.value.rows.map(row =>
				line(
					[
						'  ',
						fitTo(row.name, nameWidth, 'left', skin.glyphs.ellipsis),
						' ',
						['strong', shortCount(row.requests).padStart(8)],
						...(wide
							? [' ', ['accent', bar(row.share, 6, skin.glyphs)] as const, percent(row.share).padStart(8)]
							: []),
						' ',
						['strong', duration(row.p95Ms).padStart(7)],
						' ',
						[
							errorTone(row.errors, row.requests) ?? 'plain',
							percent(errorShare(row.errors, row.requests)).padStart(7),
						],
					],
					width,
					skin,
				),
			),
		].slice(0, height);
	},
	indexes(live, width, height, skin) {
		const section = live.snapshot.sections.indexes;
		const indexes = current(section, live);
		const aside: Segment[] = indexes ? [['muted', scansSince(indexes.value, live.now, width < 90)]] : [];
		const head = [
			heading(panelTitle('4', 'Indexes'), aside, width, skin),
			...panelNotice(section, width, height, skin),
		];
		if (!indexes) return head;
		const {free, freeBytes, unproven} = unusedOf(indexes.value);
		const largest = free
			.slice(0, height)
			.map(row =>
				line(['    ', ['muted', `${bytes(row.sizeBytes).padStart(8)} `], indexName(row)], width, skin),
			);
		const lead = [
			...(free.length > 0 ? [`unused and free to go: ${count(free.length)} (${bytes(freeBytes)})`] : []),
			...(unproven > 0 ? [`${free.length > 0 ? '' : 'unused, but '}not proven: ${count(unproven)}`] : []),
		].join(', ');
		return [
			...head,
			...categoryLines(indexes.value, width, skin),
			...(lead === '' ? [] : [line(['  ', ['muted', lead]], width, skin)]),
			...largest,
		].slice(0, height);
	},
	tables(live, width, height, skin) {
		const section = live.snapshot.sections.tables;
		const tables = current(section, live);
		const aside: Segment[] = tables?.old ? [['muted', tables.old]] : [];
		const head = [
			heading(panelTitle('5', 'Tables'), aside, width, skin),
			...panelNotice(section, width, height, skin),
		];
		return tables ? [...head, ...bloatLines(tables.value, width, height - head.length, skin)] : head;
	},
	registry(live, width, height, skin) {
		const {migrations, registry} = live.snapshot.sections;
		const set = current(migrations, live);
		const servers = shownValue(registry)?.value;
		const aside: Segment[] = set ? [['muted', sourceText(set.value)]] : [];
		const shown = [
			heading(panelTitle('6', 'Migrations'), aside, width, skin),
			...panelNotice(migrations, width, servers ? 3 : height, skin),
			...(set ? [line(['  ', ...migrationSegments(set.value)], width, skin)] : []),
			// The line of the servers comes before a second file.
			...(set ? pendingLines(set.value, width, Math.min(2, height - (servers ? 3 : 2)), skin) : []),
		];
		if (!servers) return shown.slice(0, height);
		const total = plural(servers.total, 'server');
		const room = width - total.length - 4;
		const ill = servers.servers.filter(({status}) => status !== 'healthy' && status !== 'maintenance');
		return [
			...shown,
			servers.total === 0
				? line(['  no servers yet'], width, skin)
				: line(['  ', ['strong', total], ': ', ...fitting(registrySegments(servers), room)], width, skin),
			...ill.map(server =>
				line(
					[
						'    ',
						[statusTone(server.status), (server.status ?? '').padEnd(10)],
						fitTo(server.name, Math.min(22, Math.max(8, width - 34)), 'left', skin.glyphs.ellipsis),
						' ',
						['muted', duration(server.averageResponseMs).padStart(7)],
						...(width >= 64 ? [['muted', `  ${breakerText(server)}`] as const] : []),
					],
					width,
					skin,
				),
			),
		].slice(0, height);
	},
};
