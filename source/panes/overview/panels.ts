import {line} from '../../components/skin.ts';
import {count, roughBytes} from '../../format/quantities.ts';
import {vitalLine} from '../health/vital-line.ts';
import {healthVitals} from '../health/vitals.ts';
import {categoryLines, scansSince, unusedOf} from '../indexes/pane.ts';
import {indexName} from '../indexes/table.ts';
import {current, oldness} from '../notice.ts';
import {requestChart, summaryLine, windowText} from '../requests/pane.ts';
import {bloatLines} from '../tables/pane.ts';
import type {PanelId} from './grid.ts';
import {type Draw, panelHead} from './panel.ts';
import {registryPanel} from './registry-panel.ts';
import {sessionsPanel} from './sessions-panel.ts';
import {tenantsPanel} from './tenants-panel.ts';

/** What stands where on the overview. */
export const panels: Record<PanelId, Draw> = {
	health(live, width, height, skin) {
		const section = live.snapshot.sections.health;
		const health = current(section, live);
		return [
			...panelHead(['1', 'Health'], health?.old ?? '', section, width, height, skin),
			...(health
				? healthVitals(health.value).map(vital => `  ${vitalLine(vital, live, width - 2, skin)}`)
				: []),
		].slice(0, height);
	},
	requests(live, width, height, skin) {
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
	},
	tenants: tenantsPanel,
	indexes(live, width, height, skin) {
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
					[
						'    ',
						['muted', `${roughBytes(row.sizeBytes, row.sizeIsEstimate).padStart(8)} `],
						indexName(row),
					],
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
	},
	tables(live, width, height, skin) {
		const section = live.snapshot.sections.tables;
		const tables = current(section, live);
		const head = panelHead(['5', 'Tables'], tables?.old ?? '', section, width, height, skin);
		return tables ? [...head, ...bloatLines(tables.value, width, height - head.length, skin)] : head;
	},
	registry: registryPanel,
};
