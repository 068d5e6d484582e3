import {heading, line} from '../../components/skin.ts';
import type {TableModel} from '../../components/table/model.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {
	dateTime,
	duration,
	notAvailable,
	percent,
	shortAge,
	shortDuration,
	timeAgo,
} from '../../format/quantities.ts';
import type {RegistryServer} from '../../queries/registry/registry.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import type {PaneView} from '../pane.ts';

const severity = ['unhealthy', 'degraded', 'unknown', 'maintenance', 'healthy'];

export function statusTone(status: string | null): Token {
	switch (status?.toLowerCase()) {
		case 'healthy':
			return 'good';
		case 'degraded':
		case 'unknown':
			return 'warning';
		case 'unhealthy':
			return 'bad';
		default:
			return 'plain';
	}
}

/** Worst state of the breakers of a server. */
export function breakerText(server: RegistryServer): string {
	const open = server.breakers.filter(({state}) => state !== 'closed');
	if (server.breakers.length === 0) return '-';
	return open.length === 0
		? 'closed'
		: open.map(({service, state}) => `${service} ${state.replace('_', ' ')}`).join(', ');
}

const model: Omit<TableModel<RegistryServer>, 'rows'> = {
	id: ({id}) => id,
	name: ({name}) => name,
	search: ({name, tenant, status, endpoint, transport}) =>
		[name, tenant, status, endpoint, transport].join(' '),
	defaultSort: {column: 'status', descending: false},
	empty: 'The registry has no servers yet.',
	columns: [
		{
			id: 'name',
			title: 'server',
			width: 20,
			flexible: true,
			most: 64,
			text: row => row.name,
			order: row => row.name,
		},
		{
			id: 'status',
			title: 'status',
			width: 11,
			text: row => row.status ?? notAvailable,
			order: row => severity.indexOf(row.status?.toLowerCase() ?? 'unknown'),
			tone: row => statusTone(row.status),
		},
		{
			id: 'response',
			title: 'response',
			width: 9,
			align: 'right',
			descendingFirst: true,
			text: row => shortDuration(row.averageResponseMs),
			order: row => row.averageResponseMs,
		},
		{
			id: 'success',
			title: 'success',
			width: 8,
			align: 'right',
			text: row => successText(row.successRate),
			order: row => row.successRate,
		},
		{
			id: 'breakers',
			title: 'breakers',
			width: 16,
			text: breakerText,
			order: row => row.breakers.filter(({state}) => state !== 'closed').length,
			descendingFirst: true,
			tone: row => (row.breakers.some(({state}) => state === 'open') ? 'bad' : undefined),
		},
		{id: 'tenant', title: 'tenant', width: 16, text: row => row.tenant ?? '-', order: row => row.tenant},
		{
			id: 'checked',
			title: 'checked',
			width: 9,
			align: 'right',
			text: (row, {now}) => (row.lastCheck ? shortAge(row.lastCheck, now) : 'never'),
			order: row => row.lastCheck?.getTime() ?? null,
		},
		{
			id: 'connections',
			title: 'conns',
			width: 6,
			align: 'right',
			descendingFirst: true,
			text: row => String(row.activeConnections ?? '-'),
			order: row => row.activeConnections,
		},
		{
			id: 'transport',
			title: 'transport',
			width: 10,
			text: row => row.transport ?? '-',
			order: row => row.transport,
		},
		{
			id: 'endpoint',
			title: 'endpoint',
			width: 30,
			text: row => row.endpoint ?? '-',
			order: row => row.endpoint,
		},
	],
};

/** The registry keeps success rates as percentages. */
export function successText(rate: number | null): string {
	return rate === null ? notAvailable : percent(rate / 100);
}

export function serversTable({snapshot}: Live): TableModel<RegistryServer> | undefined {
	const registry = shownValue(snapshot.sections.registry)?.value;
	return registry && {...model, rows: registry.servers};
}

/** One server of the registry with its breakers. */
export function serverDetail(server: RegistryServer, {live, width, skin}: PaneView): string[] {
	const text = (label: string, value: string, tone: 'plain' | 'bad' = 'plain') =>
		wrap(value, Math.max(10, width - 22)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(19)], [tone, part]], width, skin),
		);
	const checked = server.lastCheck
		? `${dateTime(server.lastCheck)} (${timeAgo(server.lastCheck, live.now)})`
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
