import * as z from 'zod';
import {healthRow} from '../../queries/health/health.ts';
import {identityRow} from '../../queries/identity.ts';
import {locksValue} from '../../queries/locks/locks.ts';
import {registryValue} from '../../queries/registry/registry.ts';
import {time} from '../../queries/statement.ts';
import {databasesSchema} from '../databases/schema.ts';
import {findingsSchema} from '../findings/finding.ts';
import {indexesSchema} from '../indexes/schema.ts';
import {migrationsSchema} from '../migrations/status.ts';
import {progressSchema} from '../progress/schema.ts';
import {alertsSchema} from '../registry/alerts.ts';
import {missingSchema} from '../registry/missing.ts';
import {replicationSchema} from '../replication/schema.ts';
import {requestsSchema, tenantsSchema} from '../requests/schema.ts';
import {blockingSchema, sessionsSchema} from '../sessions/schema.ts';
import {serverSettingsSchema} from '../settings/schema.ts';
import {plansSchema} from '../statements/plans.ts';
import {statementsSchema} from '../statements/schema.ts';
import {tablesSchema} from '../tables/schema.ts';
import {upkeepSchema} from '../upkeep/schema.ts';
import {vacuumSchema} from '../vacuum/schema.ts';
import {waitsSchema} from '../waits/schema.ts';
import {sectionSchema} from './section.ts';
import type {SectionId} from './sections.ts';

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

/** The one document that the screen, `snapshot --json` and the tests read. docs/snapshot.schema.json is made of it. */
export const snapshotSchema = z
	.object({
		version: z.literal(2),
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
			missing: sectionSchema('Missing', missingSchema),
			sessions: sectionSchema('Sessions', sessionsSchema),
			blocking: sectionSchema('Blocking', blockingSchema),
			locks: sectionSchema('Locks', locksValue),
			vacuum: sectionSchema('Vacuum', vacuumSchema),
		} satisfies Record<SectionId, z.ZodType>),
		findings: findingsSchema,
		cost: z.object({
			queries: z.int().describe('Statements of this sample'),
			tookMs: z.number().describe('Milliseconds the server took for them'),
		}),
	})
	.describe('One sample of a PostgreSQL server, as pgdeck snapshot --json prints it');

export type Snapshot = z.output<typeof snapshotSchema>;
export type Sections = Snapshot['sections'];
export type {SectionId} from './sections.ts';
export type ServerIdentity = z.output<typeof serverSchema>;
export type Health = z.output<typeof healthSchema>;
export type Rates = z.output<typeof ratesSchema>;
export type Migrations = z.output<typeof migrationsSchema>;

/** The snapshot as JSON has it. */
export function encodeSnapshot(snapshot: Snapshot): unknown {
	return z.encode(snapshotSchema, snapshot);
}
