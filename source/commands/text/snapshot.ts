import type {Sections, Snapshot} from '../../domain/snapshot/schema.ts';
import {absenceText, type Section} from '../../domain/snapshot/section.ts';
import * as format from '../../format/quantities.ts';
import {describeError} from '../../postgres/server-error.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import {databasesText} from './databases.ts';
import {alertsText, findingsText} from './findings.ts';
import {healthText, registryText} from './health.ts';
import {indexesText} from './indexes.ts';
import {migrationsText} from './migrations.ts';
import {missingText} from './missing.ts';
import {plansText} from './plans.ts';
import {progressText} from './progress.ts';
import {replicationText as linksText} from './replication.ts';
import {requestsText, tenantsText} from './requests.ts';
import {blockingText, locksText, sessionsText} from './sessions.ts';
import {settingsText} from './settings.ts';
import {statementsText} from './statements.ts';
import {type DrawTable, type StillRow, stillTable} from './still-table.ts';
import {tablesText} from './tables.ts';
import {upkeepGrants, upkeepRow} from './upkeep.ts';
import {vacuumText} from './vacuum.ts';
import {waitsText} from './waits.ts';

/** One sample as text: a heading, a few facts and a table for each pane. */
export function snapshotText(snapshot: Snapshot, panes: readonly (keyof Sections)[], longest = 20): string {
	const table: DrawTable = (rows, whole) => limitedTable(rows, longest, whole);
	const {server, sections, cost, takenAt} = snapshot;
	const head = [
		// A name with a line break in it must not look like a line of pgdeck's own.
		oneLine(
			`${server.inRecovery ? 'standby' : 'primary'} ${server.database} on ${server.host}:${server.port} as ${server.user}`,
		),
		`PostgreSQL ${server.version}, sampled ${format.dateTime(takenAt)}, ${cost.queries} queries in ${format.duration(cost.tookMs)}`,
		`Times are local: ${format.zone(takenAt)}`,
	].join('\n');
	const blocks = panes.map(pane => `${titles[pane]}\n${body(pane, sections, takenAt, table)}`);
	// Of one pane alone they would be said of the rest too.
	const findings = panes.length > 1 ? [`FINDINGS\n${findingsText(snapshot.findings)}`] : [];
	return `${[head, ...findings, ...blocks].join('\n\n')}\n`;
}

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
	plans: 'PLANS',
	missing: 'MISSING',
	sessions: 'SESSIONS',
	blocking: 'BLOCKING',
	locks: 'LOCKS',
	vacuum: 'VACUUM',
};

function body(pane: keyof Sections, sections: Sections, now: Date, table: DrawTable): string {
	switch (pane) {
		case 'health':
			return shown(sections.health, value => healthText(value, now));
		case 'registry':
			return shown(sections.registry, value => registryText(value, now, table));
		case 'requests':
			return shown(sections.requests, value => requestsText(value, table));
		case 'tenants':
			return shown(sections.tenants, value => tenantsText(value, table));
		case 'indexes':
			return shown(sections.indexes, value => indexesText(value, table));
		case 'tables':
			return shown(sections.tables, value => tablesText(value, table));
		case 'migrations':
			return shown(sections.migrations, value => migrationsText(value, table));
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
		case 'plans':
			return shown(sections.plans, value => plansText(value, table));
		case 'missing':
			return shown(sections.missing, value => missingText(value, table));
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
		case 'denied':
			return `  n/a: ${absenceText(section)}`;
		case 'failed':
			return `  n/a: ${describeError(section.error)}`;
	}
}
