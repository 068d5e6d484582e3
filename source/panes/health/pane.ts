import {heading, padPainted, type Segment, type Skin} from '../../components/skin.ts';
import {duration} from '../../format/quantities.ts';
import type {Registry} from '../../queries/registry.ts';
import type {Live} from '../../sampler/live.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {serversTable} from './servers.ts';
import {healthVitals, vitalLine} from './vitals.ts';

/** Server health: vital signs with their sparklines, below them the registry's servers. */
export function healthPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const section = live.snapshot.sections.registry;
	const registry = current(section, live);
	const title: Segment[] = [['title', 'Servers of the registry']];
	const head = heading(title, registry ? registrySegments(registry.value) : [], width, skin);
	const vitals = vitalsBlock(live, width, skin, Math.max(6, Math.floor(height / 2)));
	return aboveTable([...vitals, head, ...notice(section, width, skin)], serversTable(live), view);
}

/** In two columns where there is room. */
function vitalsBlock(live: Live, width: number, skin: Skin, most: number): string[] {
	const section = live.snapshot.sections.health;
	const health = current(section, live);
	const problems = notice(section, width, skin);
	if (!health) return problems;
	const vitals = healthVitals(health.value);
	if (width < 100)
		return [...problems, ...vitals.slice(0, most).map(vital => vitalLine(vital, live, width, skin))];
	const half = Math.ceil(vitals.length / 2);
	const column = Math.floor((width - 3) / 2);
	const lines = vitals.slice(0, half).map((left, index) => {
		const right = vitals[index + half];
		const leftLine = padPainted(vitalLine(left, live, column, skin), column);
		return right ? `${leftLine}   ${vitalLine(right, live, column, skin)}` : leftLine;
	});
	return [...problems, ...lines];
}

/** The registry's servers in words: also the overview's. */
export function registrySegments({
	total,
	healthy,
	degraded,
	unhealthy,
	averageResponseMs,
}: Registry): Segment[] {
	return [
		['strong', `${total}`],
		' servers: ',
		['good', `${healthy} healthy`],
		', ',
		[degraded > 0 ? 'warning' : 'plain', `${degraded} degraded`],
		', ',
		[unhealthy > 0 ? 'bad' : 'plain', `${unhealthy} unhealthy`],
		...(averageResponseMs === null ? [] : [`, ${duration(averageResponseMs)}`]),
	];
}
