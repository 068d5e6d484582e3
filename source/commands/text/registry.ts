import type {Alerts} from '../../domain/registry/alerts.ts';
import type {Missing} from '../../domain/registry/missing.ts';
import * as format from '../../format/quantities.ts';
import type {Registry} from '../../queries/registry/registry.ts';
import type {Shown} from './snapshot-words.ts';
import {type DrawTable, facts} from './still-table.ts';

export function registryText(value: Registry, now: Date, table: DrawTable): string {
	return [
		facts([
			['servers', `${value.total}`],
			['healthy', `${value.healthy}`],
			['degraded', `${value.degraded}`],
			['unhealthy', `${value.unhealthy}`],
			['average response', format.duration(value.averageResponseMs)],
		]),
		table(
			value.servers.map(server => ({
				server: server.name,
				tenant: server.tenant ?? '-',
				status: server.status ?? '-',
				response: format.duration(server.averageResponseMs),
				breakers: server.breakers.map(({service, state}) => `${service} ${state}`).join(', ') || '-',
				checked: server.lastCheck ? format.age(server.lastCheck, now) : 'never',
			})),
		),
	].join('\n');
}

export function alertsText({pools, open, keys, slow}: Alerts, shown: Shown, table: DrawTable): string {
	return [
		shown(pools, rows =>
			table(
				rows.map(({name, inUse, size, waiting, utilisation}) => ({
					pool: name,
					'in use': `${inUse} of ${size}`,
					utilisation: utilisation === null ? 'n/a' : `${utilisation.toFixed(1)} %`,
					waiting: format.count(waiting),
				})),
			),
		),
		shown(open, rows =>
			table(
				rows.map(({type, severity, message, since}) => ({
					alert: type,
					severity,
					since: format.dateTime(since),
					message,
				})),
			),
		),
		shown(keys, rows =>
			table(
				rows.map(({table: of, name, id, locked, expiresAt}) => ({
					'API key': name ?? id,
					of,
					locked: locked ? 'yes' : 'no',
					expires: expiresAt ? format.dateTime(expiresAt) : 'never',
				})),
			),
		),
		shown(slow, rows =>
			table(
				rows.map(({what, calls, averageMs, longestMs}) => ({
					'slow query': what,
					calls: format.count(calls),
					average: format.duration(averageMs),
					longest: format.duration(longestMs),
				})),
			),
		),
	].join('\n');
}

export function missingText({rows}: Missing, table: DrawTable): string {
	if (rows.length === 0) return '  Nothing is missing: this database has all that the registry pack has.';
	return table(
		rows.map(row => ({
			kind: row.kind,
			name: row.name,
			state: row.state.replaceAll('-', ' '),
			'table size': row.table === null ? '-' : row.tableBytes === null ? 'n/a' : format.bytes(row.tableBytes),
			lock: row.lock ?? '-',
			note: row.note?.text ?? '-',
		})),
	);
}
