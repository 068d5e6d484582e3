import * as z from 'zod';

const percent = (by: number) => z.number().min(0).max(100).default(by);
const atLeastOne = (by: number) => z.number().min(1).default(by);
const amount = (by: number) => z.number().min(0).default(by);

/** The thresholds of the finding rules, each with its default and its key in the configuration. */
export const thresholdsSchema = z.strictObject({
	connectionsPercent: percent(85).describe('Of max_connections'),
	connectionsCriticalPercent: percent(95),
	blockedSeconds: amount(5).describe('A session waits for a lock'),
	blockedCriticalSeconds: amount(60),
	idleInTransactionSeconds: amount(60),
	idleInTransactionCriticalSeconds: amount(900),
	longQuerySeconds: amount(60),
	longTransactionSeconds: amount(900),
	preparedSeconds: amount(300).describe('A prepared transaction is left alone'),
	lagSeconds: amount(30),
	lagBytes: amount(1024 ** 3),
	slotBytes: amount(10 * 1024 ** 3).describe('WAL that a slot keeps'),
	tempBytesPerSecond: amount(50 * 1024 ** 2),
	rollbackPercent: percent(5).describe('Of transactions, and three times what is usual'),
	cacheHitDropPercent: percent(5).describe('Points below what is usual'),
	// About the reads of one spinning disk. Fewer are no load, whatever their share.
	blockReadsPerSecond: atLeastOne(100).describe(
		'Fewer blocks from outside of shared buffers are no finding; a minute that asks for fewer is not compared with',
	),
	// 300 a minute: at rollbackPercent, 15 of them are rolled back, which is not chance.
	transactionsPerSecond: atLeastOne(5).describe('Fewer tell nothing by their jumps and rollbacks'),
	transactionsFactor: atLeastOne(3).describe('Above or below what is usual'),
	p95Factor: atLeastOne(2).describe('Above what is usual'),
	p95Seconds: amount(0.05).describe('What is faster nobody minds, whatever was usual'),
	// Of 20 requests a single slow one determines the p95; of 60 it takes three.
	p95Requests: atLeastOne(60).describe('Fewer at a time tell nothing'),
	wraparoundPercent: percent(40).describe('Of the 2^31 transactions after which a server stops'),
	wraparoundCriticalPercent: percent(75),
	vacuumOverdueSeconds: amount(3600).describe('Autovacuum is due and has not come'),
	sequencePercent: percent(85),
	sequenceCriticalPercent: percent(95),
	growthPercentPerHour: percent(10).describe('Of the size of the database'),
	forcedCheckpointsPercent: percent(50).describe('Of checkpoints since pgdeck looks'),
	poolPercent: percent(85),
	slowQuerySeconds: amount(1),
	indexUsePercent: percent(80),
	deadPercent: percent(20),
	growthPercentPerMonth: percent(20),
});
export type Thresholds = z.output<typeof thresholdsSchema>;

export const defaultThresholds: Thresholds = thresholdsSchema.parse({});
