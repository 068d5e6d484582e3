import * as z from 'zod';
import {migrationRow} from '../migrations/status.ts';
import {unindexedKey} from '../queries/foreign-keys.ts';
import {healthRow} from '../queries/health.ts';
import {identityRow} from '../queries/identity.ts';
import {indexCatalogRow, indexCounters} from '../queries/indexes.ts';
import {locksValue} from '../queries/locks.ts';
import {registryValue} from '../queries/registry.ts';
import {requestFacts} from '../queries/request-source.ts';
import {requestGroup, requestPoint, requestSummary, tenantUsage} from '../queries/requests.ts';
import {time} from '../queries/statement.ts';
import {statisticsSince} from '../queries/statistics-since.ts';
import {tableCatalogRow, tableCounters} from '../queries/tables.ts';
import {alertsSchema} from './alerts.ts';
import {databasesSchema} from './databases.ts';
import {findingsSchema} from './finding.ts';
import {indexBloat} from './index-bloat.ts';
import {indexNode, indexUse, indexVerdictSchema} from './index-evidence.ts';
import {lackingSchema} from './lacking.ts';
import {plansSchema} from './plans.ts';
import {progressSchema} from './progress.ts';
import {replicationSchema} from './replication.ts';
import {sectionSchema} from './section.ts';
import {serverSettingsSchema} from './server-settings.ts';
import {blockingSchema, sessionsSchema} from './sessions.ts';
import {statementsSchema} from './statements.ts';
import {tableTrend} from './table-trend.ts';
import {tableVerdicts} from './table-verdict.ts';
import {upkeepSchema} from './upkeep.ts';
import {vacuumSchema} from './vacuum.ts';
import {waitsSchema} from './waits.ts';

const serverSchema = identityRow.extend({
	host: z.string().describe('Host name, or folder of the socket'),
	port: z.int(),
	service: z.string().nullable().describe('The connection service it was named by'),
	production: z.boolean().describe('Its name matches a pattern of the configuration'),
});

const ratesSchema = z.object({
	overMs: z.number().describe('Time between the two samples'),
	transactions: z.number().describe('Commits and rollbacks a second'),
	rollbacks: z.number().describe('A second'),
	cacheHit: z
		.number()
		.nullable()
		.describe('Share of block reads found in shared buffers; null where none was read'),
	blocksHit: z.number().describe('Blocks a second that were found in shared buffers'),
	blocksRead: z.number().describe('Blocks a second that were not'),
	deadlocks: z.number().describe('A second'),
	tempBytes: z.number().describe('Bytes a second'),
});

const healthSchema = healthRow.extend({
	rates: ratesSchema.nullable().describe('Since the sample before; null for the first and after a reset'),
	reset: z.boolean().describe('The counters began anew since the sample before'),
	sizeBytes: z.number().nullable(),
	sizeSampledAt: time.nullable(),
});

const requestsSchema = z.object({
	relation: z.string().describe('Where they are read from'),
	windowHours: z.number(),
	since: time,
	unmapped: z.array(z.enum(requestFacts)).describe('What the configured mapping of requests does not name'),
	summary: requestSummary,
	summaryMethod: z.string(),
	summarySampledAt: time,
	bucketSeconds: z.number(),
	series: z.array(requestPoint).describe('Buckets without requests are left out'),
	paths: z.array(requestGroup).describe('At most 50, the slowest p95 first'),
	servers: z.array(requestGroup.extend({id: z.string()})),
	groupsSampledAt: time,
});

const tenantsSchema = z.object({
	windowHours: z.number(),
	allRequests: z.number(),
	allTenants: z.number(),
	rows: z
		.array(tenantUsage.extend({name: z.string(), share: z.number().describe('Of all requests, 0 to 1')}))
		.describe('At most 500, the busiest first'),
});

const indexRowSchema = indexCatalogRow.extend({
	scans: indexCounters.shape.scans,
	tuplesRead: indexCounters.shape.tuplesRead,
	lastScan: indexCounters.shape.lastScan,
	category: z.enum(['Unused', 'Low usage', 'Active']),
	sizeAt: time
		.nullable()
		.describe('When its size was read, where that is of another time than the catalog: of very many'),
	partitions: z.int().describe('Indexes of partitions that scans, size and verdict are the sum of'),
	blockers: z.array(z.string()).describe('Why it can not or must not be dropped'),
	cautions: z.array(z.string()).describe('What to think of before dropping it'),
	verdict: indexVerdictSchema,
	evidence: z.array(indexUse).describe('Its use on each node that was asked'),
	standIn: z
		.object({
			oid: z.int(),
			name: z.string(),
			kind: z.enum(['duplicate', 'redundant']).describe('The same, or the beginning of it'),
		})
		.nullable()
		.describe('Another index that does all that this one does'),
	bloat: indexBloat.nullable().describe('Beside its own best; null where nothing can be said'),
});

const indexesSchema = z.object({
	scansSince: statisticsSince.describe('Since when scans are counted'),
	catalogSampledAt: time.describe('Age of all but the scans'),
	nodes: z.array(indexNode).describe('The servers of the cluster that are known of, this one first'),
	evidence: z.object({
		method: z.string(),
		wantedDays: z.number().describe('Days without use that a green verdict takes'),
		file: z.string().nullable().describe('Where what was seen of indexes is kept'),
		problem: z.string().nullable().describe('Why it is not kept, or what could not be looked at'),
		pending: z.boolean().describe('Not looked at yet: verdicts are still to come'),
	}),
	rows: z.array(indexRowSchema),
	unindexed: z.array(unindexedKey).describe('Foreign keys that no index serves'),
});

const tablesSchema = z.object({
	countedSince: statisticsSince.describe(
		'Since when rows, writes, scans and the last vacuum and analyze are counted',
	),
	catalogSampledAt: time.describe('Age of the sizes, scans and rowsEstimate'),
	bloatSampledAt: time.nullable(),
	reusableUnknown: z.string().nullable().describe('Why no free space map can be read here'),
	rows: z.array(
		tableCatalogRow.extend({
			...tableCounters.shape,
			sizeAt: time
				.nullable()
				.describe('When its sizes were read, where that is of another time than the catalog: of very many'),
			liveTuples: z
				.number()
				.nullable()
				.describe('Null where the counters were erased and know only what came since'),
			deadTuples: z.number().nullable(),
			modifiedSinceAnalyze: z.number().nullable(),
			deadRatio: z
				.number()
				.nullable()
				.describe('Dead tuples among all, 0 to 1; null for an empty table, and where they are not known'),
			bloatLowBytes: z.number().nullable().describe('Statistical estimate: least'),
			bloatHighBytes: z.number().nullable().describe('Statistical estimate: most'),
			bloatUnknown: z.string().nullable().describe('Why there is no estimate'),
			toastBytes: z
				.number()
				.nullable()
				.describe('Its TOAST at the last VACUUM; null where that is not known'),
			reusableBytes: z
				.number()
				.nullable()
				.describe(
					'Free inside of the heap by its free space map, as VACUUM left it; null where it is not read',
				),
			reusableSampled: z.boolean().describe('Told from some of its pages'),
			reusableAt: time.nullable(),
			verdict: z.enum(tableVerdicts),
			reasons: z.array(z.string()).describe('For the verdict, and what of it is not known'),
			trend: tableTrend.nullable().describe('By what this host has noted of it on other days'),
			trendUnknown: z.string().nullable().describe('Why it is not known whether it grows or shrinks'),
		}),
	),
});

const migrationsSchema = z.object({
	source: z.enum(['pack', 'directory']),
	directory: z.string().nullable(),
	ledger: z.enum(['absent', 'dbmate']),
	passedOver: z.array(z.string()).describe('What ends in .sql in the folder and is no migration by its name'),
	rows: z.array(migrationRow),
});

/** The one document that the screen, `snapshot --json` and the tests read. docs/snapshot.schema.json is made of it. */
export const snapshotSchema = z
	.object({
		version: z.literal(1),
		takenAt: time,
		server: serverSchema,
		sections: z.object({
			health: sectionSchema('Health', healthSchema),
			registry: sectionSchema('Registry', registryValue),
			requests: sectionSchema('Requests', requestsSchema),
			tenants: sectionSchema('Tenants', tenantsSchema),
			indexes: sectionSchema('Indexes', indexesSchema),
			tables: sectionSchema('Tables', tablesSchema),
			migrations: sectionSchema('Migrations', migrationsSchema),
			upkeep: sectionSchema('Upkeep', upkeepSchema),
			alerts: sectionSchema('Alerts', alertsSchema),
			waits: sectionSchema('Waits', waitsSchema),
			progress: sectionSchema('Progress', progressSchema),
			databases: sectionSchema('Databases', databasesSchema),
			settings: sectionSchema('Settings', serverSettingsSchema),
			replication: sectionSchema('Replication', replicationSchema),
			statements: sectionSchema('Statements', statementsSchema),
			plans: sectionSchema('Plans', plansSchema),
			lacking: sectionSchema('Lacking', lackingSchema),
			sessions: sectionSchema('Sessions', sessionsSchema),
			blocking: sectionSchema('Blocking', blockingSchema),
			locks: sectionSchema('Locks', locksValue),
			vacuum: sectionSchema('Vacuum', vacuumSchema),
		}),
		findings: findingsSchema,
		cost: z.object({
			queries: z.int().describe('Statements of this sample'),
			tookMs: z.number().describe('Milliseconds the server took for them'),
		}),
	})
	.describe('One sample of a PostgreSQL server, as pgdeck snapshot --json prints it');

export type Snapshot = z.output<typeof snapshotSchema>;
export type Sections = Snapshot['sections'];
export type SectionId = keyof Sections;
export type ServerIdentity = z.output<typeof serverSchema>;
export type Health = z.output<typeof healthSchema>;
export type Rates = z.output<typeof ratesSchema>;
export type Requests = z.output<typeof requestsSchema>;
export type Tenants = z.output<typeof tenantsSchema>;
export type Indexes = z.output<typeof indexesSchema>;
export type IndexRow = z.output<typeof indexRowSchema>;
export type Tables = z.output<typeof tablesSchema>;
export type TableStatus = Tables['rows'][number];
export type Migrations = z.output<typeof migrationsSchema>;
export type TenantRow = Tenants['rows'][number];

/** The snapshot as JSON has it. */
export function encodeSnapshot(snapshot: Snapshot): unknown {
	return z.encode(snapshotSchema, snapshot);
}
