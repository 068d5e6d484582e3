import {fitting, heading, padPainted, type Segment, type Skin} from '../../components/skin.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {Registry} from '../../queries/registry/registry.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {vitalLine} from './vital-line.ts';
import {healthVitals} from './vitals.ts';

/** Server health: vital signs with their sparklines, below them the registry's servers. */
export function healthPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const section = live.snapshot.sections.registry;
	const registry = current(section, live);
	const title = `${registry ? plural(registry.value.total, 'server') : 'Servers'} of the registry`;
	const states =
		registry && registry.value.total > 0
			? fitting(registrySegments(registry.value), width - title.length - 8)
			: [];
	const head = heading([['title', title]], states, width, skin);
	const vitals = vitalsBlock(live, width, skin, Math.max(6, Math.floor(height / 2)));
	return aboveTable([...vitals, head, ...notice(section, width, skin)], view);
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

/** How many of the registry's servers are in which state, the worst first: also the overview's. */
export function registrySegments(registry: Registry): Segment[][] {
	const {total, healthy, degraded, unhealthy, averageResponseMs} = registry;
	const other = total - healthy - degraded - unhealthy;
	const states: Array<Segment | undefined> = [
		unhealthy > 0 ? ['bad', `${unhealthy} unhealthy`] : undefined,
		degraded > 0 ? ['warning', `${degraded} degraded`] : undefined,
		[healthy > 0 ? 'good' : 'plain', `${healthy} healthy`],
		other > 0 ? `${other} other` : undefined,
		averageResponseMs === null ? undefined : `average ${duration(averageResponseMs)}`,
	];
	return states
		.filter(state => state !== undefined)
		.map((state, index) => (index === 0 ? [state] : [', ', state]));
}
