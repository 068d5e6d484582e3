import {age, count, duration, plural} from '../format/quantities.ts';
import type {Thresholds} from '../settings/thresholds.ts';
import {sessionId} from '../snapshot/blocking-graph.ts';
import type {FindingDraft, Judged} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {shownValue} from '../snapshot/section.ts';
import {oneLine} from '../terminal/sanitise.ts';
import {judged, together} from './known.ts';

/** A pool that has not reported itself for longer is no longer judged. */
const recentMs = 600_000;

/** Circuit breakers that are open: calls to that service of a server are not let through. */
export function breakerRule({registry}: Sections): Judged {
	return judged('breakers', registry, ({servers}) =>
		servers.flatMap(server =>
			server.breakers
				.filter(({state}) => state === 'open')
				.map(
					({service, failures, threshold}): FindingDraft => ({
						id: `breaker:${server.id}:${service}`,
						rule: 'breakers',
						severity: 'critical',
						about: `${service} of ${server.name}`,
						title: `circuit breaker open: ${service} of ${server.name}${failures === null ? '' : `, ${plural(failures, 'failure')} of ${threshold ?? 'n/a'}`}`,
						pane: 'health',
						row: server.id,
						help: 'No call to it is let through: see whether its endpoint answers, and its log.',
					}),
				),
		),
	);
}

/** Pools with more than a share in use, by default 85 percent. What was reported long ago tells nothing of now: then that is said instead. */
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
				const last = reportedAt === null ? 'does not say when it reported' : `last reported ${ago} ago`;
				return {
					id: `pool:${id}`,
					rule: 'pools',
					severity: !recent ? 'info' : waiting > 0 ? 'critical' : 'warning',
					about: name,
					title: recent
						? `pool ${name} ${share} ${ago === 'now' ? ago : `${ago} ago`}, more than ${poolPercent} %: ${figures}`
						: `pool ${name} ${last}: ${share}, ${figures}`,
					pane: 'health',
					row: null,
					help: recent
						? 'See on the sessions who holds its connections and what has become slow, before it is made larger.'
						: 'See whether its application still runs and reports.',
				};
			}),
	);
}

type Key = {readonly table: string; readonly id: string; readonly name: string | null};

/** Where keys share a name, with as much of the id as tells them apart: ids that hold a time begin alike. */
function keyName({table, id, name}: Key, keys: readonly Key[]): string {
	if (name === null) return id;
	const others = keys.filter(key => key.table === table && key.name === name && key.id !== id);
	if (others.length === 0) return name;
	let length = 8;
	while (length < id.length && others.some(other => other.id.startsWith(id.slice(0, length)))) length++;
	return `${name} (id ${id.slice(0, length)}${length < id.length ? '…' : ''})`;
}

/** API keys in use that are locked, or about to expire. */
export function keyRule({alerts}: Sections, now: Date): Judged {
	const known = shownValue(alerts);
	if (!known) return together();
	return judged('api keys', known.value.keys, keys =>
		keys.map(({table, id, name, locked, expiresAt}): FindingDraft => {
			const known = keyName({table, id, name}, keys);
			const left = duration(Math.max(0, (expiresAt?.getTime() ?? 0) - now.getTime()));
			return {
				id: `key:${id}`,
				rule: 'api keys',
				severity: 'warning',
				about: known,
				title: `API key ${known} of ${table} ${locked ? 'is locked' : `expires in ${left}`}`,
				pane: 'health',
				row: null,
				help: locked ? 'Unlock it, or give its owner another.' : 'Give its owner another before that.',
			};
		}),
	);
}

/** What the registry itself has noted and nobody has resolved. */
export function alertRule({alerts}: Sections): Judged {
	const known = shownValue(alerts);
	if (!known) return together();
	return judged('alerts', known.value.open, open =>
		open.map(({id, serverId, type, severity, message, value, threshold}): FindingDraft => {
			const figure =
				value === null ? '' : ` (${count(value)}${threshold === null ? '' : ` against ${count(threshold)}`})`;
			return {
				id: `alert:${id}`,
				rule: 'alerts',
				severity: severity === 'critical' || severity === 'info' ? severity : 'warning',
				about: message,
				title: `alert ${type}: ${message}${figure}`,
				pane: 'health',
				row: serverId,
				help: 'It stays until resolved_at is set in performance_alerts.',
			};
		}),
	);
}

/** The statement that runs longest: one that goes on for long is a finding of the sessions, and who waits for a lock of who has it. */
function slowNow({health, sessions}: Sections, slowMs: number, longMs: number): Judged {
	const rows = shownValue(sessions)?.value.rows;
	const draft = (ms: number, pane: 'health' | 'sessions', row: string | null): FindingDraft => ({
		id: 'slow:now',
		rule: 'slow queries',
		severity: 'info',
		title: `a query runs for ${duration(ms)} now, more than ${duration(slowMs)}`,
		...{pane, row},
		help: 'See its plan with e on the sessions.',
	});
	return judged('slow queries', health, ({longestQueryMs}): FindingDraft[] => {
		if (!rows) {
			return longestQueryMs !== null && longestQueryMs > slowMs
				? [draft(longestQueryMs, 'health', null)]
				: [];
		}
		const [longest] = rows
			.filter(row => row.type === 'client backend' && !row.own && row.waitType !== 'Lock')
			.map(row => ({row, ms: row.queryMs ?? 0}))
			.filter(({ms}) => ms > slowMs && ms < longMs)
			.toSorted((a, b) => b.ms - a.ms);
		return longest ? [draft(longest.ms, 'sessions', sessionId(longest.row))] : [];
	});
}

/** What of a statement is enough to know it again in a line. */
const statementLength = 80;

/** The statement behind a measurement that has only its number, where pg_stat_statements is read: its name and its row. */
function statementOf(what: string, {statements}: Sections): {name: string; row: string} | undefined {
	const rows = shownValue(statements)?.value.rows ?? [];
	const found = rows.find(({queryId, user}) => what === `query ${queryId} of ${user}`);
	if (!found) return undefined;
	const text = oneLine(found.text ?? '').replaceAll(/\s+/g, ' ');
	const cut = text.length > statementLength ? `${text.slice(0, statementLength)}...` : text;
	return {name: cut === '' ? what : `${cut} of ${found.user}`, row: found.id};
}

/** Queries that take long, by default more than a second: on average or measured by the registry, and the one that runs longest now. */
export function slowRule(sections: Sections, {slowQuerySeconds, longQuerySeconds}: Thresholds): Judged {
	const {alerts} = sections;
	const slowMs = slowQuerySeconds * 1000;
	const now = slowNow(sections, slowMs, longQuerySeconds * 1000);
	const known = shownValue(alerts);
	if (!known) return now;
	const measured = judged('slow queries', known.value.slow, slow =>
		slow.map(({id, what, calls, averageMs, longestMs}): FindingDraft => {
			const statement = statementOf(what, sections);
			const name = statement?.name ?? what;
			return {
				id: `slow:${id}:${what}`,
				rule: 'slow queries',
				severity: 'warning',
				about: name,
				title: `slow: ${name}, ${duration(averageMs)} on average, ${duration(longestMs)} at most, ${plural(calls, 'call')}; more than ${duration(slowMs)}`,
				pane: statement ? 'statements' : 'health',
				row: statement?.row ?? null,
				help: 'See on the statements what it reads and writes; an index may be missing (o on the indexes).',
			};
		}),
	);
	return together(now, measured);
}
