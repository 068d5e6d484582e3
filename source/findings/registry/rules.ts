import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {age, count, duration, isNow, plural, timeAgo} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, together} from '../known.ts';

/** Older reports of a pool say nothing about its current state. */
const recentMs = 600_000;

/** Open circuit breakers, which block calls to a service of a server. */
export function breakerRule({registry}: Sections): Judged {
	return judged('circuit-breakers', registry, ({servers}) =>
		servers.flatMap(server =>
			server.breakers
				.filter(({state}) => state === 'open')
				.map(
					({service, failures, threshold}): FindingDraft => ({
						id: `breaker:${server.id}:${service}`,
						rule: 'circuit-breakers',
						severity: 'critical',
						about: `${service} of ${server.name}`,
						title: `circuit breaker open: ${service} of ${server.name}${failures === null ? '' : `, ${plural(failures, 'failure')} of ${threshold ?? 'n/a'}`}`,
						pane: 'health',
						row: server.id,
						help: 'No call passes: check whether its endpoint answers, and its log.',
					}),
				),
		),
	);
}

/** Pools with more than a share in use, by default 85 percent; for an old report its age is shown instead. */
export function poolRule({alerts}: Sections, now: Date, {poolPercent}: Thresholds): Judged {
	const known = shownValue(alerts);
	if (!known) return judged('pools', alerts, () => []);
	return judged('pools', known.value.pools, pools =>
		pools
			.filter(({utilisation}) => (utilisation ?? 0) > poolPercent)
			.map(({id, name, inUse, size, waiting, utilisation, reportedAt}): FindingDraft => {
				const ago = age(reportedAt, now);
				const recent = reportedAt !== null && now.getTime() - reportedAt.getTime() <= recentMs;
				const share = `${(utilisation ?? 0).toFixed(0)} % in use`;
				const figures = `${inUse} of ${size}, ${waiting} waiting`;
				const last = reportedAt === null ? 'has no report time' : `last reported ${ago} ago`;
				return {
					id: `pool:${id}`,
					rule: 'pools',
					severity: !recent ? 'info' : waiting > 0 ? 'critical' : 'warning',
					about: name,
					title: recent
						? `pool ${name} ${share} ${reportedAt && isNow(reportedAt, now) ? 'now' : timeAgo(reportedAt, now)}, more than ${poolPercent} %: ${figures}`
						: `pool ${name} ${last}: ${share}, ${figures}`,
					pane: 'health',
					row: null,
					help: recent
						? 'See the sessions pane for the holders of its connections and slow statements before you enlarge it.'
						: 'Check whether its application still runs and reports.',
				};
			}),
	);
}

type Key = {readonly table: string; readonly id: string; readonly name: string | null};

/** A shared name is followed by as much of the id as makes it unique: ids that contain a time begin alike. */
function keyName({table, id, name}: Key, keys: readonly Key[]): string {
	if (name === null) return id;
	const others = keys.filter(key => key.table === table && key.name === name && key.id !== id);
	if (others.length === 0) return name;
	let length = 8;
	while (length < id.length && others.some(other => other.id.startsWith(id.slice(0, length)))) length++;
	return `${name} (id ${id.slice(0, length)}${length < id.length ? '…' : ''})`;
}

/** API keys in use that are locked or expire soon. */
export function keyRule({alerts}: Sections, now: Date): Judged {
	const known = shownValue(alerts);
	if (!known) return together();
	return judged('api-keys', known.value.keys, keys =>
		keys.map(({table, id, name, locked, expiresAt}): FindingDraft => {
			const known = keyName({table, id, name}, keys);
			const left = duration(Math.max(0, (expiresAt?.getTime() ?? 0) - now.getTime()));
			return {
				id: `key:${id}`,
				rule: 'api-keys',
				severity: 'warning',
				about: known,
				title: `API key ${known} of ${table} ${locked ? 'is locked' : `expires in ${left}`}`,
				pane: 'health',
				row: null,
				help: locked ? 'Unlock it, or issue another key.' : 'Issue another key before that.',
			};
		}),
	);
}

/** Unresolved alerts of the registry. */
export function alertRule({alerts}: Sections): Judged {
	const known = shownValue(alerts);
	if (!known) return together();
	return judged('alerts', known.value.open, open =>
		open.map(({id, serverId, type, severity, message, value, threshold}): FindingDraft => {
			const figure =
				value === null
					? ''
					: ` (${count(value)}${threshold === null ? '' : `, threshold ${count(threshold)}`})`;
			return {
				id: `alert:${id}`,
				rule: 'alerts',
				severity: severity === 'critical' || severity === 'info' ? severity : 'warning',
				about: message,
				title: `alert ${type}: ${message}${figure}`,
				pane: 'health',
				row: serverId,
				help: 'It is listed until resolved_at is set in performance_alerts.',
			};
		}),
	);
}
