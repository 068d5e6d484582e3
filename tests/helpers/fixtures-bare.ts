import {registryAbsence, registryHelp} from '../../source/domain/registry/words.ts';
import {requestsAbsence, requestsHelp} from '../../source/domain/requests/words.ts';
import type {Health, Sections} from '../../source/domain/snapshot/schema.ts';
import type {Section} from '../../source/domain/snapshot/section.ts';
import {unsupported} from '../../source/domain/snapshot/section.ts';
import {statementsAbsence} from '../../source/domain/statements/words.ts';
import {oneDatabase} from './fixtures-databases.ts';
import {migrationRow} from './fixtures-migrations.ts';
import {indexes} from './fixtures-relations.ts';
import {noReplication} from './fixtures-replication.ts';
import {ago, health, now} from './fixtures-sections.ts';
import {plainSettings} from './fixtures-settings.ts';
import {noStatements} from './fixtures-statements.ts';
import {alertsElsewhere, upkeepElsewhere} from './fixtures-upkeep.ts';
import {vacuumElsewhere} from './fixtures-vacuum.ts';

const noRegistry = unsupported(registryAbsence('not-a-registry'), registryHelp);

const ok = <T>(value: T): Section<T> => ({status: 'ok', value, sampledAt: now, tookMs: 1});

/** The first sample of a server on which nobody is, and whose standbys are not there either. */
const idle: Health = {
	...health,
	total: 1,
	active: 1,
	idle: 0,
	idleInTransaction: 0,
	idleInTransactionAborted: 0,
	waitingForLock: 0,
	oldestTransactionMs: null,
	longestQueryMs: null,
	commits: 0,
	rollbacks: 0,
	blocksHit: 0,
	blocksRead: 0,
	deadlocks: 0,
	tempBytes: 0,
	statsReset: null,
	senders: 0,
	senderLagBytes: null,
	senderLagMs: null,
	rates: {
		...{overMs: 2000, transactions: 0, rollbacks: 0, cacheHit: null, blocksHit: 0, blocksRead: 0},
		...{deadlocks: 0, tempBytes: 0},
	},
	sizeBytes: 7_800_000,
};

/** The registry pack is installed, and nothing has happened yet. */
export const emptyRegistry: Sections = {
	health: ok(idle),
	registry: ok({total: 0, healthy: 0, degraded: 0, unhealthy: 0, averageResponseMs: null, servers: []}),
	requests: ok({
		relation: 'request_logs',
		windowHours: 1,
		since: ago(3600),
		unmapped: [],
		summary: {total: 0, errors: 0, averageMs: null, p50Ms: null, p95Ms: null, p99Ms: null},
		summaryMethod: 'get_request_performance_summary(1)',
		summarySampledAt: now,
		bucketSeconds: 60,
		series: [],
		paths: [],
		servers: [],
		groupsSampledAt: now,
	}),
	tenants: ok({windowHours: 1, allRequests: 0, allTenants: 0, rows: []}),
	indexes: ok({...indexes, scansSince: {at: null, reset: false}, rows: []}),
	tables: ok({
		countedSince: {at: null, reset: false},
		catalogSampledAt: now,
		bloatSampledAt: null,
		reusableUnknown: null,
		rows: [],
	}),
	migrations: ok({source: 'pack', directory: null, ledger: 'absent', skipped: [], rows: []}),
	upkeep: ok(upkeepElsewhere),
	alerts: ok(alertsElsewhere),
	statements: ok(noStatements),
	replication: ok(noReplication),
	progress: ok({kinds: ['analyze', 'vacuum'], rows: []}),
	databases: ok(oneDatabase),
	settings: ok(plainSettings),
	waits: ok({everyMs: 1000, lookMs: 0.2, points: []}),
	plans: unsupported(statementsAbsence('no-extension'), 'Run: CREATE EXTENSION pg_stat_statements;'),
	missing: noRegistry,
	sessions: ok({all: 0, hidden: 0, rows: []}),
	blocking: ok({waiting: 0, asked: 0, parties: []}),
	locks: ok({all: 0, modes: [], rows: []}),
	vacuum: ok(vacuumElsewhere),
};

/** Any other database: the sampler's own words of what is not there. */
export const notInstalled: Sections = {
	...emptyRegistry,
	registry: noRegistry,
	requests: unsupported(requestsAbsence('no-requests'), requestsHelp),
	tenants: unsupported(requestsAbsence('no-requests'), requestsHelp),
	migrations: ok({
		source: 'pack',
		directory: null,
		ledger: 'absent',
		skipped: [],
		rows: ['core_tables', 'newer_tables', 'references'].map((name, index) =>
			migrationRow(`2026010100010${index}`, name, {
				state: 'pending',
				durationMs: null,
				appliedBy: null,
				appliedAt: null,
			}),
		),
	}),
};
