import * as z from 'zod';

const percent = (by: number) => z.number().min(0).max(100).default(by);
const atLeastOne = (by: number) => z.number().min(1).default(by);
const amount = (by: number) => z.number().min(0).default(by);

/** The thresholds of the finding rules, each with its default and its key in the configuration. */
export const thresholdsSchema = z.strictObject({
	connectionsPercent: percent(85).describe('Share of max_connections'),
	connectionsCriticalPercent: percent(95),
	blockedSeconds: amount(5).describe('Time that a session waits for a lock'),
	blockedCriticalSeconds: amount(60),
	idleInTransactionSeconds: amount(60),
	idleInTransactionCriticalSeconds: amount(900),
	longQuerySeconds: amount(60),
	longTransactionSeconds: amount(900),
	preparedSeconds: amount(300).describe('Age of a prepared transaction'),
	lagSeconds: amount(30),
	lagBytes: amount(1024 ** 3),
	slotBytes: amount(10 * 1024 ** 3).describe('WAL kept by a slot'),
	tempBytesPerSecond: amount(50 * 1024 ** 2),
	rollbackPercent: percent(5).describe('Share of transactions, if also three times the usual share'),
	cacheHitDropPercent: percent(5).describe('Points below the usual ratio'),
	// About the reads of one spinning disk. Fewer are no load, whatever their share.
	blockReadsPerSecond: atLeastOne(100).describe(
		'Least reads from outside shared buffers for a finding and for a comparison',
	),
	// 300 a minute: at rollbackPercent, 15 of them are rolled back, which is not chance.
	transactionsPerSecond: atLeastOne(5).describe('Least rate for a finding on jumps and rollbacks'),
	transactionsFactor: atLeastOne(3).describe('Times above or below the usual rate'),
	p95Factor: atLeastOne(2).describe('Times the usual p95'),
	p95Seconds: amount(0.05).describe('Least p95 for a finding'),
	// Of 20 requests a single slow one determines the p95; of 60 it takes three.
	p95Requests: atLeastOne(60).describe('Least number of requests for a finding'),
	wraparoundPercent: percent(40).describe('Share of the 2^31 transactions after which a server stops'),
	wraparoundCriticalPercent: percent(75),
	vacuumOverdueSeconds: amount(3600).describe('Time since autovacuum was due'),
	sequencePercent: percent(85),
	sequenceCriticalPercent: percent(95),
	growthPercentPerHour: percent(10).describe('Share of the database size'),
	forcedCheckpointsPercent: percent(50).describe('Share of checkpoints since pgdeck connected'),
	poolPercent: percent(85),
	slowQuerySeconds: amount(1),
	indexUsePercent: percent(80),
	deadPercent: percent(20),
	growthPercentPerMonth: percent(20),
});
export type Thresholds = z.output<typeof thresholdsSchema>;

export const defaultThresholds: Thresholds = thresholdsSchema.parse({});
