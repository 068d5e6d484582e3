import type {JournalStory} from '../actions/engine/journal-story.ts';
import type {TableModel} from '../components/table/column.ts';
import type {IndexRow} from '../domain/indexes/schema.ts';
import type {PaneId} from '../domain/snapshot/pane-ids.ts';
import {measureKey} from '../domain/tables/measurement.ts';
import type {TableStatus} from '../domain/tables/schema.ts';
import {blockingDetail, blockingPane} from '../panes/blocking/pane.ts';
import {blockingTable} from '../panes/blocking/table.ts';
import {changeDetail, changesPane} from '../panes/changes/pane.ts';
import {changesTable} from '../panes/changes/table.ts';
import {databaseDetail, databasesPane} from '../panes/databases/pane.ts';
import {databasesTable} from '../panes/databases/table.ts';
import {findingDetail, findingsPane} from '../panes/findings/pane.ts';
import {findingsTable} from '../panes/findings/table.ts';
import {healthPane} from '../panes/health/pane.ts';
import {serverDetail} from '../panes/health/server-detail.ts';
import {serversTable} from '../panes/health/servers.ts';
import {indexDetail} from '../panes/indexes/detail.ts';
import {type MissingIndex, missingDetail, missingTable} from '../panes/indexes/missing.ts';
import {indexesPane} from '../panes/indexes/pane.ts';
import {indexesTable} from '../panes/indexes/table.ts';
import {journalDetail, journalPane, journalTable} from '../panes/journal/pane.ts';
import {lockDetail, locksPane} from '../panes/locks/pane.ts';
import {locksTable} from '../panes/locks/table.ts';
import {migrationDetail, migrationsPane} from '../panes/migrations/pane.ts';
import {migrationsTable} from '../panes/migrations/table.ts';
import {overviewPane} from '../panes/overview/pane.ts';
import type {Drawn, PaneView} from '../panes/pane.ts';
import {progressDetail, progressPane} from '../panes/progress/pane.ts';
import {progressTable} from '../panes/progress/table.ts';
import {missingObjectDetail, missingObjectPane, missingObjectTable} from '../panes/registry/missing.ts';
import {replicationDetail, replicationPane, replicationTable} from '../panes/replication/pane.ts';
import {groupDetail} from '../panes/requests/group-detail.ts';
import {requestGroupsTable} from '../panes/requests/groups.ts';
import {requestsPane} from '../panes/requests/pane.ts';
import {sessionDetail} from '../panes/sessions/detail.ts';
import {sessionsPane} from '../panes/sessions/pane.ts';
import {sessionsTable} from '../panes/sessions/table.ts';
import {settingDetail, settingsPane} from '../panes/settings/pane.ts';
import {settingsTable} from '../panes/settings/table.ts';
import {statementDetail, statementsPane} from '../panes/statements/pane.ts';
import {statementsTable} from '../panes/statements/table.ts';
import {tableDetail} from '../panes/tables/detail.ts';
import {tablesPane} from '../panes/tables/pane.ts';
import {tablesTable} from '../panes/tables/table.ts';
import {tenantDetail, tenantsPane} from '../panes/tenants/pane.ts';
import {tenantsTable} from '../panes/tenants/table.ts';
import {upkeepDetail, upkeepPane} from '../panes/upkeep/pane.ts';
import {upkeepTable} from '../panes/upkeep/table.ts';
import {vacuumDetail, vacuumPane} from '../panes/vacuum/pane.ts';
import {vacuumTable} from '../panes/vacuum/table.ts';
import {variantOf} from '../panes/variants.ts';
import {waitDetail, waitsPane} from '../panes/waits/pane.ts';
import {waitsTable} from '../panes/waits/table.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {ListId, UiState} from './state.ts';

/** What the panes draw from beside the snapshot. */
export type Beside = {
	readonly stories: readonly JournalStory[];
	readonly journalFile: string;
	readonly journalProblem?: string | undefined;
};

type Route = {
	draw(view: PaneView, ui: UiState, beside: Beside): Drawn;
	/** One row in full. */
	detail?(row: never, view: PaneView, ui: UiState): string[];
};

/** Which functions draw which pane: one line a pane. */
export const routes: Record<PaneId, Route> = {
	overview: {draw: overviewPane},
	findings: {
		draw: (view, ui) => findingsPane(view, findingsTable(view.live, ui)),
		detail: findingDetail,
	},
	health: {draw: healthPane, detail: serverDetail},
	requests: {
		draw: (view, {requestList}) => requestsPane({...view, list: requestList}),
		detail: (row, view, {requestList}) => groupDetail(row, requestList, view),
	},
	tenants: {draw: tenantsPane, detail: tenantDetail},
	migrations: {
		draw: (view, {migrationList}) =>
			migrationList === 'missing-objects' ? missingObjectPane(view) : migrationsPane(view),
		detail: (row, view, {migrationList}) =>
			migrationList === 'missing-objects' ? missingObjectDetail(row, view) : migrationDetail(row, view),
	},
	indexes: {
		draw: (view, {indexList}) => indexesPane({...view, list: indexList}),
		detail: (row: IndexRow | MissingIndex, view, {indexList, measured}) =>
			indexList === 'missing'
				? missingDetail(row as MissingIndex, view)
				: indexDetail(row as IndexRow, view, measured[measureKey('index', (row as IndexRow).oid)]),
	},
	tables: {
		draw: tablesPane,
		detail: (row: TableStatus, view, {measured}) =>
			tableDetail(row, view, measured[measureKey('table', row.oid)]),
	},
	upkeep: {draw: upkeepPane, detail: upkeepDetail},
	sessions: {
		draw: (view, {hideIdle, wideQuery}) => sessionsPane({...view, hideIdle, wideQuery}),
		detail: sessionDetail,
	},
	blocking: {draw: blockingPane, detail: blockingDetail},
	locks: {draw: locksPane, detail: lockDetail},
	statements: {
		draw: (view, ui) => statementsPane(view, variantOf(ui, 'statements')),
		detail: statementDetail,
	},
	waits: {
		draw: (view, ui) => waitsPane(view, variantOf(ui, 'waits'), ui.waitsBackMs),
		detail: (row, view, ui) => waitDetail(row, view, variantOf(ui, 'waits'), ui.waitsBackMs),
	},
	replication: {
		draw: (view, ui) => replicationPane(view, variantOf(ui, 'replication')),
		detail: replicationDetail,
	},
	progress: {draw: progressPane, detail: progressDetail},
	databases: {
		draw: (view, ui) => databasesPane(view, variantOf(ui, 'databases')),
		detail: databaseDetail,
	},
	settings: {
		draw: (view, ui) => settingsPane(view, variantOf(ui, 'settings')),
		detail: settingDetail,
	},
	changes: {draw: changesPane, detail: changeDetail},
	vacuum: {draw: vacuumPane, detail: vacuumDetail},
	journal: {
		draw: (view, _ui, {stories, journalFile, journalProblem}) =>
			journalPane(view, stories, journalFile, journalProblem),
		detail: journalDetail,
	},
};

/** The table behind each list, where its section has a value. */
export function modelOf(
	list: ListId,
	live: Live,
	{stories}: Beside,
	ui: UiState,
): TableModel<unknown> | undefined {
	const models: Record<ListId, () => unknown> = {
		findings: () => findingsTable(live, ui),
		health: () => serversTable(live),
		paths: () => requestGroupsTable(live, 'paths'),
		servers: () => requestGroupsTable(live, 'servers'),
		tenants: () => tenantsTable(live),
		indexes: () => indexesTable(live),
		missing: () => missingTable(live),
		tables: () => tablesTable(live),
		migrations: () => migrationsTable(live),
		'missing-objects': () => missingObjectTable(live),
		upkeep: () => upkeepTable(live),
		sessions: () => sessionsTable(live, ui),
		blocking: () => blockingTable(live),
		locks: () => locksTable(live),
		statements: () => statementsTable(live, variantOf(ui, 'statements')),
		waits: () => waitsTable(live, variantOf(ui, 'waits'), ui.waitsBackMs),
		replication: () => replicationTable(live, variantOf(ui, 'replication')),
		progress: () => progressTable(live),
		databases: () => databasesTable(live, variantOf(ui, 'databases')),
		settings: () => settingsTable(live, variantOf(ui, 'settings')),
		changes: () => changesTable(live),
		vacuum: () => vacuumTable(live),
		journal: () => journalTable(stories),
	};
	return models[list]() as TableModel<unknown> | undefined;
}
