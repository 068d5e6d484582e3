import type {Indexes, IndexRow} from '../../source/domain/indexes/schema.ts';
import {blocker, caution, use} from '../../source/domain/indexes/words.ts';
import type {TableStatus, Tables} from '../../source/domain/tables/schema.ts';
import {bloatUnknown, reason, trendUnknown} from '../../source/domain/tables/words.ts';
import {ago, day, now} from './fixtures-sections.ts';

export const indexRow = (oid: number, name: string, change: Partial<IndexRow> = {}): IndexRow => ({
	oid,
	tableOid: 1,
	schema: 'public',
	name,
	table: 'request_logs',
	method: 'btree',
	locked: false,
	definition: `CREATE INDEX ${name} ON public.request_logs USING btree (path)`,
	sizeBytes: 52_428_800,
	sizeIsEstimate: false,
	sizeAt: null,
	primary: false,
	unique: false,
	exclusion: false,
	valid: true,
	ready: true,
	replicaIdentity: false,
	clustered: false,
	expression: false,
	partial: false,
	rowsEstimate: 1000,
	analyzedBytes: 52_428_800,
	absent: false,
	tablePages: 262_144,
	tableScans: 5_000_017,
	partitionChild: false,
	parentOid: null,
	partitioned: false,
	constraint: null,
	referencedBy: null,
	extension: null,
	building: false,
	onlySupportOf: null,
	owned: true,
	scans: 0,
	tuplesRead: 0,
	lastScan: null,
	category: 'Unused',
	partitions: 0,
	blockers: [],
	cautions: [],
	verdict: unused('yes'),
	evidence: [indexUse(change.scans ?? 0)],
	standIn: null,
	bloat: null,
	...change,
});

type Verdict = IndexRow['verdict'];

export const indexVerdictOf = (
	answer: Verdict['answer'],
	reason: ReturnType<typeof use>,
	change: Partial<Verdict> = {},
): Verdict => ({answer, ...reason, quietDays: 40.5, missing: [], ...change});

const unused = (answer: Verdict['answer']) =>
	indexVerdictOf(answer, use('unused', {quietDays: 40, nodesAsked: 1, nodes: 1}));
const inUse = indexVerdictOf('no', use('in-use', {node: null, scans: 1_234_567}));

/** On the only node there is, seen for 40 days. */
const indexUse = (scans: number): IndexRow['evidence'][number] => ({
	node: 'db1.example.org:5432',
	scans,
	tuplesRead: scans,
	lastScan: null,
	quietSince: ago(40 * day),
	basis: 'own-samples',
	gapMs: 0,
	resets: 1,
	firstSeen: ago(40 * day),
	seen: 240,
});

const active = {
	verdict: inUse,
	category: 'Active',
	scans: 1_234_567,
	tuplesRead: 9_999_999,
	lastScan: ago(12),
} as const;

export const indexes: Indexes = {
	scansSince: {at: ago(30 * day), reset: true},
	catalogSampledAt: now,
	nodes: [
		{
			...{node: 'db1.example.org:5432', role: 'primary', own: true, asked: true, reason: null, askedAt: now},
			user: 'dba',
			since: {at: ago(30 * day), reset: true},
		},
	],
	evidence: {
		...{method: 'Counters.', wantedDays: 35, pending: false, problem: null},
		file: '/home/anna/.local/state/pgdeck/indexes.sqlite',
	},
	unindexed: [],
	rows: [
		indexRow(101, 'idx_never_used'),
		indexRow(102, 'idx_small_unused', {
			...{sizeBytes: 8192, cautions: [caution('clustered')]},
			verdict: unused('maybe'),
		}),
		indexRow(103, 'idx_seldom', {category: 'Low usage', scans: 42, tuplesRead: 99, lastScan: ago(2 * day)}),
		indexRow(104, 'idx_busy', {...active, sizeBytes: 1_073_741_824}),
		indexRow(105, 'request_logs_pkey', {
			...active,
			primary: true,
			unique: true,
			constraint: 'request_logs_pkey',
			verdict: inUse,
			blockers: [blocker('primary-key')],
		}),
		indexRow(106, 'idx_broken', {
			...{valid: false, cautions: [caution('invalid')]},
			verdict: indexVerdictOf('maybe', use('invalid')),
		}),
		indexRow(107, 'idx_foreign', {
			...{owned: false, schema: 'audit'},
			verdict: unused('maybe'),
		}),
		indexRow(108, 'idx_locked', {locked: true, definition: null, sizeBytes: null}),
	],
};

const tableStatus = (oid: number, name: string, change: Partial<TableStatus> = {}): TableStatus => ({
	oid,
	schema: 'public',
	name,
	materialized: false,
	partition: false,
	replaced: false,
	locked: false,
	absent: false,
	tableBytes: 2_147_483_648,
	heapBytes: 2_000_000_000,
	indexBytes: 1_073_741_824,
	sizeIsEstimate: false,
	sizeAt: null,
	rowsEstimate: 10_000_000,
	liveTuples: 10_000_000,
	deadTuples: 4_500_000,
	modifiedSinceAnalyze: 12_345,
	inserts: 12_000_000,
	writes: 20_000_000,
	sequentialScans: 17,
	indexScans: 5_000_000,
	lastVacuum: null,
	lastAutovacuum: ago(7200),
	lastAnalyze: ago(day),
	lastAutoanalyze: null,
	deadRatio: 0.31,
	bloatLowBytes: 734_003_200,
	bloatHighBytes: 838_860_800,
	bloatUnknown: null,
	toastBytes: 0,
	reusableBytes: 419_430_400,
	reusableSampled: true,
	reusableAt: ago(45),
	verdict: 'dead-tuples',
	reasons: [reason('dead-tuples', {deadRatio: 0.31, deadTuples: 4_500_000})],
	trend: null,
	trendUnknown: trendUnknown('too-recent'),
	...change,
});

export const tables: Tables = {
	countedSince: {at: ago(30 * day), reset: true},
	catalogSampledAt: now,
	bloatSampledAt: ago(45),
	reusableUnknown: null,
	rows: [
		tableStatus(201, 'request_logs'),
		tableStatus(202, 'tenants', {
			tableBytes: 81_920,
			deadTuples: 0,
			deadRatio: 0,
			liveTuples: 120,
			bloatLowBytes: null,
			bloatHighBytes: null,
			bloatUnknown: bloatUnknown('never-analyzed'),
			reusableBytes: null,
			reusableAt: null,
			reusableSampled: false,
			verdict: 'ok',
			reasons: [reason('bloat-unknown', {unknown: 'never-analyzed'})],
			lastAutovacuum: null,
			lastAnalyze: null,
		}),
		tableStatus(203, 'events', {schema: 'audit', locked: true, tableBytes: null, indexBytes: null}),
		tableStatus(204, 'erased', {
			tableBytes: 57_566_822,
			rowsEstimate: 330_000,
			liveTuples: null,
			deadTuples: null,
			deadRatio: null,
			modifiedSinceAnalyze: null,
			inserts: 0,
			writes: 0,
			lastAutovacuum: null,
			lastAnalyze: null,
		}),
	],
};
