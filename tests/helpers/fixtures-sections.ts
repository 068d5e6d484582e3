import type {Requests, Tenants} from '../../source/domain/requests/schema.ts';
import type {Health, ServerIdentity} from '../../source/domain/snapshot/schema.ts';
import type {RegistryServer} from '../../source/queries/registry/registry.ts';

/*
One healthy registry database, as the sampler would publish it at `now`. Figures are told apart easily, so that a test can
look for them on screen.
*/

export const now = new Date('2026-11-21T08:30:00Z');
export const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

/** Seconds. */
export const day = 86_400;

export const identity: ServerIdentity = {
	versionNumber: 180_004,
	version: '18.4',
	database: 'registry',
	databaseOid: 16_384,
	user: 'dba',
	quotedUser: 'dba',
	superuser: false,
	monitor: true,
	inRecovery: false,
	startedAt: ago(3 * day),
	systemIdentifier: '7300000000000000001',
	host: 'db-1.example.org',
	port: 5432,
	service: null,
	production: false,
};

export const health: Health = {
	serverTime: now,
	inRecovery: false,
	startedAt: ago(3 * day),
	maxConnections: 100,
	reservedConnections: 3,
	total: 37,
	active: 5,
	idle: 28,
	idleInTransaction: 3,
	idleInTransactionAborted: 1,
	other: 0,
	hidden: 0,
	waitingForLock: 2,
	oldestTransactionMs: 754_000,
	longestQueryMs: 3200,
	commits: 1_000_000,
	rollbacks: 1234,
	blocksHit: 99_000_000,
	blocksRead: 1_000_000,
	deadlocks: 7,
	tempBytes: 5_000_000_000,
	statsReset: ago(30 * day),
	senders: 1,
	senderLagBytes: 1_572_864,
	senderLagMs: 120,
	standbyLagMs: null,
	standbyLagBytes: null,
	rates: {
		overMs: 2000,
		transactions: 123.4,
		rollbacks: 0.5,
		cacheHit: 0.9876,
		blocksHit: 9876,
		blocksRead: 124,
		deadlocks: 0,
		tempBytes: 2_097_152,
	},
	reset: false,
	sizeBytes: 8_589_934_592,
	sizeSampledAt: now,
};

const server = (name: string, change: Partial<RegistryServer>): RegistryServer => ({
	id: `id-${name}`,
	name,
	tenant: 'acme',
	endpoint: `https://${name}.example.org/mcp`,
	transport: 'http',
	status: 'healthy',
	lastCheck: ago(40),
	averageResponseMs: 45,
	successRate: 99.5,
	activeConnections: 3,
	breakers: [{service: 'http', state: 'closed', failures: 0, threshold: 5}],
	...change,
});

export const registry = {
	total: 4,
	healthy: 2,
	degraded: 1,
	unhealthy: 1,
	averageResponseMs: 312,
	servers: [
		server('search', {
			status: 'unhealthy',
			averageResponseMs: 1500,
			successRate: 41.2,
			breakers: [{service: 'http', state: 'open', failures: 9, threshold: 5}],
		}),
		server('vision', {
			status: 'degraded',
			breakers: [{service: 'http', state: 'half_open', failures: 3, threshold: 5}],
		}),
		server('mail', {}),
		server('files', {tenant: null, endpoint: null, lastCheck: null, breakers: []}),
	],
};

export const requests: Requests = {
	relation: 'request_logs',
	windowHours: 1,
	since: ago(3600),
	unmapped: [],
	summary: {total: 54_321, errors: 1086, averageMs: 87.6, p50Ms: 42, p95Ms: 812, p99Ms: 2345},
	summaryMethod: 'get_request_performance_summary(1)',
	summarySampledAt: now,
	bucketSeconds: 60,
	// A minute without requests, and one spike.
	series: Array.from({length: 61}, (_unused, index) => index)
		.filter(index => index !== 20)
		.map(index => ({
			at: ago(3600 - index * 60),
			count: 900 + index,
			errors: index % 7,
			averageMs: 80 + index,
			p95Ms: index === 45 ? 4000 : 600 + index * 5,
		})),
	paths: [
		{name: '/v1/search', count: 4321, errors: 300, averageMs: 420, p95Ms: 3100},
		{name: '/v1/tools', count: 21_000, errors: 21, averageMs: 60, p95Ms: 240},
		{name: '/v1/health', count: 29_000, errors: 0, averageMs: 2, p95Ms: 9.5},
	],
	servers: [
		{id: 'id-search', name: 'search', count: 4321, errors: 300, averageMs: 420, p95Ms: 3100},
		{id: 'id-mail', name: 'mail', count: 9000, errors: 9, averageMs: 70, p95Ms: 260},
	],
	groupsSampledAt: now,
};

export const tenants: Tenants = {
	windowHours: 1,
	allRequests: 54_321,
	allTenants: 3,
	rows: [
		{
			id: 't-1',
			name: 'acme',
			requests: 40_000,
			users: 120,
			averageMs: 90,
			p95Ms: 900,
			errors: 1000,
			share: 0.736,
		},
		{
			id: 't-2',
			name: 'globex',
			requests: 14_000,
			users: 33,
			averageMs: 70,
			p95Ms: 410,
			errors: 86,
			share: 0.258,
		},
		{
			id: null,
			name: '(none)',
			requests: 321,
			users: 0,
			averageMs: null,
			p95Ms: null,
			errors: 0,
			share: 0.006,
		},
	],
};
