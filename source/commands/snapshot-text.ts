import * as format from '../format/quantities.ts';
import {noMigrationsText, passedOverText} from '../migrations/passed-over.ts';
import {describeError} from '../postgres/server-error.ts';
import {errorShare} from '../snapshot/error-share.ts';
import {countedSince} from '../snapshot/evidence-age.ts';
import type {Health, Sections, Snapshot} from '../snapshot/schema.ts';
import type {Section} from '../snapshot/section.ts';
import {databasesText} from './databases-text.ts';
import {alertsText, findingsText} from './findings-text.ts';
import {indexesText} from './indexes-text.ts';
import {lackingText} from './lacking-text.ts';
import {progressText} from './progress-text.ts';
import {replicationText as linksText} from './replication-text.ts';
import {blockingText, locksText, sessionsText} from './sessions-text.ts';
import {settingsText} from './settings-text.ts';
import {bloatRange, dateOrNone, durationOrNone, latest, replicationText, since} from './snapshot-words.ts';
import {statementsText} from './statements-text.ts';
import {facts, type StillRow, stillTable} from './still-table.ts';
import {upkeepGrants, upkeepRow} from './upkeep-text.ts';
import {vacuumText} from './vacuum-text.ts';
import {waitsText} from './waits-text.ts';

/** One sample as text: a heading, a few facts and a table for each pane. */
export function snapshotText(snapshot: Snapshot, panes: readonly (keyof Sections)[], longest = 20): string {
	const table: Table = (rows, whole) => limitedTable(rows, longest, whole);
	const {server, sections, cost, takenAt} = snapshot;
	const head = [
		`${server.inRecovery ? 'standby' : 'primary'} ${server.database} on ${server.host}:${server.port} as ${server.user}`,
		`PostgreSQL ${server.version}, sampled ${format.dateTime(takenAt)}, ${cost.queries} queries in ${format.duration(cost.tookMs)}`,
		`Times are local: ${format.zone(takenAt)}`,
	].join('\n');
	const blocks = panes.map(pane => `${titles[pane]}\n${body(pane, sections, takenAt, table)}`);
	// Of one pane alone they would be said of the rest too.
	const findings = panes.length > 1 ? [`FINDINGS\n${findingsText(snapshot.findings)}`] : [];
	return `${[head, ...findings, ...blocks].join('\n\n')}\n`;
}

type Table = (rows: readonly StillRow[], whole?: readonly string[]) => string;

const titles: Record<keyof Sections, string> = {
	health: 'HEALTH',
	registry: 'REGISTRY',
	requests: 'REQUESTS',
	tenants: 'TENANTS',
	indexes: 'INDEXES',
	tables: 'TABLES',
	migrations: 'MIGRATIONS',
	upkeep: 'UPKEEP',
	alerts: 'ALERTS',
	statements: 'STATEMENTS',
	replication: 'REPLICATION AND WAL',
	waits: 'WAITS',
	progress: 'PROGRESS',
	settings: 'SETTINGS',
	databases: 'DATABASES',
	lacking: 'LACKING',
	sessions: 'SESSIONS',
	blocking: 'BLOCKING',
	locks: 'LOCKS',
	vacuum: 'VACUUM',
};

function body(pane: keyof Sections, sections: Sections, now: Date, table: Table): string {
	switch (pane) {
		case 'health':
			return shown(sections.health, value => healthText(value, now));
		case 'registry':
			return shown(sections.registry, value =>
				[
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
				].join('\n'),
			);
		case 'requests':
			return shown(sections.requests, value =>
				[
					facts([
						['window', `${value.windowHours} h of ${value.relation}`],
						['requests', format.count(value.summary.total)],
						['errors', format.percent(errorShare(value.summary.errors, value.summary.total))],
						['average', format.duration(value.summary.averageMs)],
						['p50', format.duration(value.summary.p50Ms)],
						['p95', format.duration(value.summary.p95Ms)],
						['p99', format.duration(value.summary.p99Ms)],
						['method', value.summaryMethod],
					]),
					value.unmapped.includes('path')
						? '  n/a: requests.columns.path of the configuration names no column.'
						: table(
								value.paths.map(path => ({
									path: path.name,
									requests: format.count(path.count),
									errors: format.percent(errorShare(path.errors, path.count)),
									average: format.duration(path.averageMs),
									p95: format.duration(path.p95Ms),
								})),
							),
				].join('\n'),
			);
		case 'tenants':
			return shown(sections.tenants, value =>
				table(
					value.rows.map(tenant => ({
						tenant: tenant.name,
						requests: format.count(tenant.requests),
						share: format.percent(tenant.share),
						users: format.count(tenant.users),
						average: format.duration(tenant.averageMs),
						p95: format.duration(tenant.p95Ms),
						errors: format.percent(errorShare(tenant.errors, tenant.requests)),
					})),
				),
			);
		case 'indexes':
			return shown(sections.indexes, value => indexesText(value, table));
		case 'tables':
			return shown(sections.tables, value => {
				const rows = table(
					value.rows
						.toSorted((a, b) => (b.tableBytes ?? 0) - (a.tableBytes ?? 0))
						.map(item => ({
							table: `${item.schema}.${item.name}`,
							size: format.bytes(item.tableBytes),
							indexes: format.bytes(item.indexBytes),
							live: format.count(item.liveTuples),
							dead: format.count(item.deadTuples),
							'dead ratio': format.percent(item.deadRatio),
							reusable: `${item.reusableSampled ? '~' : ''}${format.bytes(item.reusableBytes)}`,
							'would shrink (statistics)': bloatRange(item),
							verdict: item.verdict === 'unknown' ? 'n/a' : item.verdict,
							vacuumed: dateOrNone(latest(item.lastVacuum, item.lastAutovacuum), value.countedSince),
							analyzed: dateOrNone(latest(item.lastAnalyze, item.lastAutoanalyze), value.countedSince),
						})),
				);
				const reusable =
					value.reusableUnknown === null ? '' : `\n  Reusable space is n/a: ${value.reusableUnknown}.`;
				return `${rows}\n  Rows, vacuum and analyze are counted ${countedSince(value.countedSince)}.${reusable}`;
			});
		case 'migrations':
			return shown(sections.migrations, value => {
				const {directory, passedOver} = value;
				if (value.rows.length === 0) return `  ${noMigrationsText(directory, passedOver)}`;
				const rows = table(
					value.rows.map(row => ({
						version: row.version,
						name: row.name,
						state: row.problem ? `${row.state}: ${row.problem}` : row.state,
						applied: row.appliedAt ? format.dateTime(row.appliedAt) : '-',
						by: row.appliedBy ?? '-',
						took: row.durationMs === null ? '-' : format.duration(row.durationMs),
					})),
				);
				return passedOver.length === 0 ? rows : `${rows}\n  Passed over: ${passedOverText(passedOver)}`;
			});
		case 'alerts':
			return shown(sections.alerts, value => alertsText(value, shown, table));
		case 'statements':
			return shown(sections.statements, value => statementsText(value, table));
		case 'replication':
			return shown(sections.replication, value => linksText(value, now, table));
		case 'waits':
			return shown(sections.waits, value => waitsText(value, table));
		case 'progress':
			return shown(sections.progress, value => progressText(value, now, table));
		case 'databases':
			return shown(sections.databases, value => databasesText(value, now, table));
		case 'settings':
			return shown(sections.settings, value => settingsText(value, table));
		case 'lacking':
			return shown(sections.lacking, value => lackingText(value, table));
		case 'sessions':
			return shown(sections.sessions, value => sessionsText(value, table));
		case 'blocking':
			return shown(sections.blocking, blockingText);
		case 'locks':
			return shown(sections.locks, value => locksText(value, table));
		case 'vacuum':
			return shown(sections.vacuum, value => vacuumText(value, now, shown, table));
		case 'upkeep':
			return shown(sections.upkeep, ({tasks}) => `${table(tasks.map(upkeepRow))}${upkeepGrants(tasks)}`);
	}
}

function healthText(value: Health, now: Date): string {
	return facts([
		[
			'connections',
			`${value.total} of ${value.maxConnections}: ${value.active} active, ${value.idle} idle, ${value.idleInTransaction + value.idleInTransactionAborted} idle in transaction${value.hidden > 0 ? `, ${value.hidden} hidden from this role` : ''}`,
		],
		['waiting for a lock', `${value.waitingForLock}`],
		['transactions', 'n/a (a rate needs two samples)'],
		['oldest transaction', durationOrNone(value.oldestTransactionMs, value.hidden)],
		['longest query', durationOrNone(value.longestQueryMs, value.hidden)],
		['deadlocks', `${format.count(value.deadlocks)} ${since(value)}`],
		['temporary files', `${format.bytes(value.tempBytes)} ${since(value)}`],
		['database size', format.bytes(value.sizeBytes)],
		['replication', replicationText(value)],
		['up since', `${format.dateTime(value.startedAt)} (${format.age(value.startedAt, now)})`],
	]);
}

function limitedTable(rows: readonly StillRow[], longest: number, whole?: readonly string[]): string {
	if (rows.length === 0) return '  nothing';
	const rest = rows.length - longest;
	const more =
		rest > 0 ? `\n  and ${format.plural(rest, 'more row')}: pgdeck snapshot --json has them all` : '';
	return stillTable(rows.slice(0, longest), whole) + more;
}

/** The section's text, or why there is none. */
function shown<T>(section: Section<T>, text: (value: T) => string): string {
	switch (section.status) {
		case 'ok':
			return text(section.value);
		case 'pending':
			return '  not sampled';
		case 'unsupported':
			return `  n/a: ${section.reason}`;
		case 'denied':
			return `  n/a: ${section.reason}. To allow it: ${section.grant};`;
		case 'failed':
			return `  n/a: ${describeError(section.error)}`;
	}
}
