import {fitting, line, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {type Section, shownValue} from '../../domain/snapshot/section.ts';
import {count, percent, plural, roughBytes, shortCount, shortDuration} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {fitTo} from '../../terminal/width.ts';
import {registrySegments} from '../health/pane.ts';
import {breakerText, statusTone} from '../health/servers.ts';
import {vitalLine} from '../health/vital-line.ts';
import {healthVitals} from '../health/vitals.ts';
import {categoryLines, scansSince, unusedOf} from '../indexes/pane.ts';
import {indexName} from '../indexes/table.ts';
import {migrationSegments, pendingLines, sourceText} from '../migrations/pane.ts';
import {current, oldness} from '../notice.ts';
import {errorTone, windowText} from '../requests/groups.ts';
import {requestChart, summaryLine} from '../requests/pane.ts';
import {bloatLines} from '../tables/pane.ts';
import type {PanelId} from './grid.ts';
import {type Draw, panelHead} from './panel.ts';
import {sessionsPanel, waitingPanel} from './sessions-panel.ts';

type PanelDefinition = {
	/** Key and title of its pane. */
	readonly name: string;
	/** The sections without which it has nothing to show. */
	sections(sections: Sections): ReadonlyArray<Section<unknown>>;
	readonly draw: Draw;
};

/** The panels of the overview. Where nothing records requests, sessions take their place. */
export const panels: Readonly<Record<PanelId, PanelDefinition>> = {
	health: {name: '1 Health', sections: ({health}) => [health], draw: healthPanel},
	requests: {
		name: '2 Requests',
		sections: ({requests, sessions}) => [requests, sessions],
		draw: requestsPanel,
	},
	tenants: {name: '3 Tenants', sections: ({tenants, sessions}) => [tenants, sessions], draw: tenantsPanel},
	indexes: {name: '4 Indexes', sections: ({indexes}) => [indexes], draw: indexesPanel},
	tables: {name: '5 Tables', sections: ({tables}) => [tables], draw: tablesPanel},
	registry: {
		name: '6 Migrations',
		sections: ({migrations, registry}) => [migrations, registry],
		draw: registryPanel,
	},
};

function healthPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.health;
	const health = current(section, live);
	return [
		...panelHead(['1', 'Health'], health?.old ?? '', section, width, height, skin),
		...(health
			? healthVitals(health.value).map(vital => `  ${vitalLine(vital, live, width - 2, skin)}`)
			: []),
	].slice(0, height);
}

function requestsPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.requests;
	if (section.status === 'unsupported') return sessionsPanel(live, width, height, skin);
	const requests = current(section, live);
	// The age stands here, so that the figures stay where they are.
	const aside = requests
		? [windowText(requests.value.windowHours), oldness(requests.value.summarySampledAt, live)]
		: [];
	const words = aside.filter(Boolean).join(', ');
	const head = panelHead(['2', 'Requests'], words, section, width, height, skin);
	if (!requests) return head;
	const rest = height - head.length - 1;
	return [
		...head,
		summaryLine(requests.value, width, skin),
		...(rest >= 3 ? requestChart(requests.value, live, width, rest, skin) : []),
	];
}

function indexesPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.indexes;
	const indexes = current(section, live);
	const aside = indexes ? scansSince(indexes.value, live.now, width < 90) : '';
	const head = panelHead(['4', 'Indexes'], aside, section, width, height, skin);
	if (!indexes) return head;
	const {free, freeBytes, freeIsEstimate, unproven} = unusedOf(indexes.value);
	const largest = free
		.slice(0, height)
		.map(row =>
			line(
				['    ', ['muted', `${roughBytes(row.sizeBytes, row.sizeIsEstimate).padStart(8)} `], indexName(row)],
				width,
				skin,
			),
		);
	const lead = [
		...(free.length > 0
			? [`${count(free.length)} droppable (${roughBytes(freeBytes, freeIsEstimate)})`]
			: []),
		...(unproven > 0 ? [`${count(unproven)} unused, evidence incomplete`] : []),
	].join(', ');
	return [
		...head,
		...categoryLines(indexes.value, width, skin),
		...(lead === '' ? [] : [line(['  ', ['muted', lead]], width, skin)]),
		...largest,
	].slice(0, height);
}

function tablesPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.tables;
	const tables = current(section, live);
	const head = panelHead(['5', 'Tables'], tables?.old ?? '', section, width, height, skin);
	return tables ? [...head, ...bloatLines(tables.value, width, height - head.length, skin)] : head;
}

/** The busiest tenants; where nothing records them, what sessions wait for. */
function tenantsPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.tenants;
	if (section.status === 'unsupported') return waitingPanel(live, width, height, skin);
	const tenants = current(section, live);
	const aside = tenants ? [plural(tenants.value.allTenants, 'tenant'), tenants.old] : [];
	const words = aside.filter(Boolean).join(', ');
	const head = panelHead(['3', 'Tenants'], words, section, width, height, skin);
	if (!tenants) return head;
	if (tenants.value.rows.length === 0) return [...head, line(['  no requests of any tenant'], width, skin)];
	const wide = width >= 56;
	const nameWidth = Math.max(10, Math.min(24, width - (wide ? 45 : 29)));
	const titles = `${'tenant'.padEnd(nameWidth)} ${'requests'.padStart(8)}${wide ? 'share'.padStart(15) : ''} ${'p95'.padStart(8)} ${'errors'.padStart(7)}`;
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
					['strong', shortDuration(row.p95Ms).padStart(8)],
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
}

/** How far the migrations are, and below them the servers of the registry: those that are ill by name. */
function registryPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const {migrations, registry} = live.snapshot.sections;
	const set = current(migrations, live);
	const servers = shownValue(registry)?.value;
	const aside = set ? sourceText(set.value) : '';
	const shown = [
		...panelHead(['6', 'Migrations'], aside, migrations, width, servers ? 3 : height, skin),
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
					fitTo(server.name, Math.min(22, Math.max(8, width - 35)), 'left', skin.glyphs.ellipsis),
					' ',
					['muted', shortDuration(server.averageResponseMs).padStart(8)],
					...(width >= 64 ? [['muted', `  ${breakerText(server)}`] as const] : []),
				],
				width,
				skin,
			),
		),
	].slice(0, height);
}
