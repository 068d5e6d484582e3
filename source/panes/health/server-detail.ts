import {heading, line} from '../../components/skin.ts';
import {age, dateTime, duration} from '../../format/quantities.ts';
import type {RegistryServer} from '../../queries/registry/registry.ts';
import {wrap} from '../../terminal/width.ts';
import type {PaneView} from '../pane.ts';
import {statusTone, successText} from './servers.ts';

/** One server of the registry with its breakers. */
export function serverDetail(server: RegistryServer, {live, width, skin}: PaneView): string[] {
	const text = (label: string, value: string, tone: 'plain' | 'bad' = 'plain') =>
		wrap(value, Math.max(10, width - 22)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(19)], [tone, part]], width, skin),
		);
	const checked = server.lastCheck
		? `${dateTime(server.lastCheck)} (${age(server.lastCheck, live.now)} ago)`
		: 'never';
	return [
		heading([['title', server.name]], [[statusTone(server.status), server.status ?? 'n/a']], width, skin),
		...text('id', server.id),
		...text('tenant', server.tenant ?? 'none'),
		...text('endpoint', `${server.endpoint ?? 'n/a'} (${server.transport ?? 'n/a'})`),
		...text('last check', checked),
		...text('average response', duration(server.averageResponseMs)),
		...text('success rate', successText(server.successRate)),
		...text('connections', String(server.activeConnections ?? 'n/a')),
		...(server.breakers.length === 0 ? text('breakers', 'none') : []),
		...server.breakers.flatMap(({service, state, failures, threshold}, index) =>
			text(
				index === 0 ? 'breakers' : '',
				`${service}: ${state.replace('_', ' ')}, ${failures ?? 'n/a'} of ${threshold ?? 'n/a'} failures`,
				state === 'open' ? 'bad' : 'plain',
			),
		),
	];
}
