import {fitting, line, type Skin} from '../../components/skin.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {plural, shortDuration} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {fitTo} from '../../terminal/width.ts';
import {registrySegments} from '../health/pane.ts';
import {breakerText, statusTone} from '../health/servers.ts';
import {migrationSegments, pendingLines, sourceText} from '../migrations/pane.ts';
import {current} from '../notice.ts';
import {panelHead} from './panel.ts';

/** How far the migrations are, and below them the servers of the registry: those that are ill by name. */
export function registryPanel(live: Live, width: number, height: number, skin: Skin): string[] {
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
