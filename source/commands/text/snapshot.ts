import {isBehindPack, packCommand} from '../../domain/snapshot/availability.ts';
import type {SectionId, Sections, Snapshot} from '../../domain/snapshot/schema.ts';
import {absenceText, type Section} from '../../domain/snapshot/section.ts';
import * as format from '../../format/quantities.ts';
import {describeError} from '../../postgres/server-error.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {databasesText} from './databases.ts';
import {findingsText} from './findings.ts';
import {healthText} from './health.ts';
import {indexesText} from './indexes.ts';
import {migrationsText} from './migrations.ts';
import {progressText} from './progress.ts';
import {alertsText, missingText, registryText} from './registry.ts';
import {replicationText} from './replication.ts';
import {requestsText, tenantsText} from './requests.ts';
import {blockingText, locksText, sessionsText, waitsText} from './sessions.ts';
import {settingsText} from './settings.ts';
import type {Shown} from './snapshot-words.ts';
import {plansText, statementsText} from './statements.ts';
import {type DrawTable, stillTable} from './still-table.ts';
import {tablesText} from './tables.ts';
import {upkeepGrants, upkeepRow} from './upkeep.ts';
import {vacuumText} from './vacuum.ts';

type Context = {readonly now: Date; readonly role: string; readonly table: DrawTable; readonly shown: Shown};
type ValueOf<Id extends SectionId> = Extract<Sections[Id], {status: 'ok'}>['value'];
type Block<Id extends SectionId> = {
	readonly title: string;
	readonly text: (value: ValueOf<Id>, context: Context) => string;
};

const blocks: {readonly [Id in SectionId]: Block<Id>} = {
	health: {title: 'HEALTH', text: (value, {now}) => healthText(value, now)},
	registry: {title: 'REGISTRY', text: (value, {now, table}) => registryText(value, now, table)},
	requests: {title: 'REQUESTS', text: (value, {table}) => requestsText(value, table)},
	tenants: {title: 'TENANTS', text: (value, {table}) => tenantsText(value, table)},
	indexes: {title: 'INDEXES', text: (value, {table}) => indexesText(value, table)},
	tables: {title: 'TABLES', text: (value, {table}) => tablesText(value, table)},
	migrations: {title: 'MIGRATIONS', text: (value, {table}) => migrationsText(value, table)},
	upkeep: {
		title: 'UPKEEP',
		text: ({tasks}, {table}) => `${table(tasks.map(upkeepRow))}${upkeepGrants(tasks)}`,
	},
	alerts: {title: 'ALERTS', text: (value, {shown, table}) => alertsText(value, shown, table)},
	statements: {title: 'STATEMENTS', text: (value, {table}) => statementsText(value, table)},
	replication: {
		title: 'REPLICATION AND WAL',
		text: (value, {now, table}) => replicationText(value, now, table),
	},
	waits: {title: 'WAITS', text: (value, {table}) => waitsText(value, table)},
	progress: {title: 'PROGRESS', text: (value, {now, table}) => progressText(value, now, table)},
	settings: {title: 'SETTINGS', text: (value, {table}) => settingsText(value, table)},
	databases: {title: 'DATABASES', text: (value, {now, table}) => databasesText(value, now, table)},
	plans: {title: 'QUERY PLANS', text: (value, {table}) => plansText(value, table)},
	missing: {title: 'MISSING FROM THE REGISTRY PACK', text: (value, {table}) => missingText(value, table)},
	sessions: {title: 'SESSIONS', text: (value, {table}) => sessionsText(value, table)},
	blocking: {title: 'BLOCKING', text: value => blockingText(value)},
	locks: {title: 'LOCKS', text: (value, {table}) => locksText(value, table)},
	vacuum: {
		title: 'VACUUM',
		text: (value, {now, role, shown, table}) => vacuumText(value, {now, role}, shown, table),
	},
};

/**
One sample as text: a heading, and for each section its facts and a table. Of several sections those without an answer are
named on one line; of one section the reason is printed.
*/
export function snapshotText(snapshot: Snapshot, ids: readonly SectionId[], longest = 20): string {
	const {server, sections, cost, takenAt} = snapshot;
	const context = {now: takenAt, role: server.quotedUser, table: limitedTable(longest), shown};
	const head = [
		// A name with a line break must not forge a line of output.
		oneLine(
			`${server.inRecovery ? 'standby' : 'primary'} ${server.database} on ${server.host}:${server.port} as ${server.user}`,
		),
		`PostgreSQL ${server.version}, sampled ${format.dateTime(takenAt)}, ${cost.queries} queries in ${format.duration(cost.tookMs)}`,
		`Times are local: ${format.zone(takenAt)}`,
	].join('\n');
	if (ids.length === 1) return `${[head, ...ids.map(id => blockText(id, sections, context))].join('\n\n')}\n`;
	const withoutPack = ids.filter(id => isBehindPack(id, sections));
	const unsupported = ids.filter(id => sections[id].status === 'unsupported' && !withoutPack.includes(id));
	const answered = ids.filter(id => !withoutPack.includes(id) && !unsupported.includes(id));
	const notes = [
		...(unsupported.length === 0
			? []
			: [
					`n/a: ${format.plural(unsupported.length, 'section')} (${unsupported.join(', ')}). For the reason: pgdeck snapshot --pane NAME`,
				]),
		...(withoutPack.length === 0
			? []
			: [`No registry pack here, so no ${withoutPack.join(', ')}. To install it: ${packCommand(server)}`]),
	];
	return `${[
		head,
		`FINDINGS\n${findingsText(snapshot.findings, true)}`,
		...answered.map(id => blockText(id, sections, context)),
		...(notes.length === 0 ? [] : [notes.join('\n')]),
	].join('\n\n')}\n`;
}

function blockText<Id extends SectionId>(id: Id, sections: Sections, context: Context): string {
	const {title, text} = blocks[id] as Block<Id>;
	const section = sections[id] as Section<ValueOf<Id>>;
	return `${title}\n${shown(section, value => text(value, context))}`;
}

function limitedTable(longest: number): DrawTable {
	return (rows, whole) => {
		if (rows.length === 0) return '  none';
		const rest = rows.length - longest;
		const more =
			rest > 0 ? `\n  and ${format.plural(rest, 'more row')}: pgdeck snapshot --json prints all` : '';
		return stillTable(rows.slice(0, longest), whole) + more;
	};
}

const shown: Shown = (section, text) => {
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
};
