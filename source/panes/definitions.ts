import type {PaneId} from '../domain/snapshot/panes.ts';
import {blockingDefinition} from './blocking/definition.ts';
import {changesDefinition} from './changes/definition.ts';
import {databasesDefinition} from './databases/definition.ts';
import {findingsDefinition} from './findings/definition.ts';
import {healthDefinition} from './health/definition.ts';
import {indexesDefinition} from './indexes/definition.ts';
import {journalDefinition} from './journal/definition.ts';
import {locksDefinition} from './locks/definition.ts';
import {migrationsDefinition} from './migrations/definition.ts';
import {overviewDefinition} from './overview/definition.ts';
import type {PaneDefinition} from './pane.ts';
import {progressDefinition} from './progress/definition.ts';
import {replicationDefinition} from './replication/definition.ts';
import {requestsDefinition} from './requests/definition.ts';
import {sessionsDefinition} from './sessions/definition.ts';
import {settingsDefinition} from './settings/definition.ts';
import {statementsDefinition} from './statements/definition.ts';
import {tablesDefinition} from './tables/definition.ts';
import {tenantsDefinition} from './tenants/definition.ts';
import {upkeepDefinition} from './upkeep/definition.ts';
import {vacuumDefinition} from './vacuum/definition.ts';
import {waitsDefinition} from './waits/definition.ts';

/** Every pane: one line each. */
export const paneDefinitions: Readonly<Record<PaneId, PaneDefinition>> = {
	overview: overviewDefinition,
	health: healthDefinition,
	requests: requestsDefinition,
	tenants: tenantsDefinition,
	indexes: indexesDefinition,
	tables: tablesDefinition,
	migrations: migrationsDefinition,
	upkeep: upkeepDefinition,
	sessions: sessionsDefinition,
	blocking: blockingDefinition,
	locks: locksDefinition,
	statements: statementsDefinition,
	waits: waitsDefinition,
	replication: replicationDefinition,
	progress: progressDefinition,
	databases: databasesDefinition,
	settings: settingsDefinition,
	changes: changesDefinition,
	vacuum: vacuumDefinition,
	findings: findingsDefinition,
	journal: journalDefinition,
};
