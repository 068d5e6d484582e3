import type {Alerts} from '../../source/domain/registry/alerts.ts';
import {registryAbsence} from '../../source/domain/registry/words.ts';
import type {Section} from '../../source/domain/snapshot/section.ts';
import {unsupported} from '../../source/domain/snapshot/section.ts';
import {monthOf} from '../../source/domain/upkeep/months.ts';
import type {Upkeep, UpkeepParts} from '../../source/domain/upkeep/schema.ts';
import {upkeepTasks} from '../../source/domain/upkeep/tasks.ts';
import {upkeepObstacle} from '../../source/domain/upkeep/words.ts';
import type {PartitionedTable} from '../../source/queries/upkeep/partitions.ts';
import type {MaterializedView, StaleTable, UpkeepObjects} from '../../source/queries/upkeep/upkeep.ts';
import {ago, day, now} from './fixtures-sections.ts';

const ok = <T>(value: T): Section<T> => ({status: 'ok', value, sampledAt: now, tookMs: 1});

/** Months from some before this one to some after it. */
export function partitioned(name: string, from: number, to: number, strayRows = 0): PartitionedTable {
	const months = Array.from({length: to - from + 1}, (_unused, index) => ({
		default: false,
		starts: monthOf(now, from + index),
		ends: monthOf(now, from + index + 1),
		rows: 1000,
	}));
	return {
		oid: 300,
		schema: 'mcp',
		name,
		quoted: `mcp.${name}`,
		column: 'at',
		defaultQuoted: `mcp.${name}_default`,
		maker: 'dba',
		foreign: null,
		lackCreate: [],
		quotedSchema: 'mcp',
		strays:
			strayRows === 0
				? null
				: {movable: strayRows, beyond: 0, unknown: null, obstacle: null, show: 'SELECT …'},
		parts: [...months, {default: true, starts: null, ends: null, rows: strayRows}],
	};
}

const view = (name: string, change: Partial<MaterializedView> = {}): MaterializedView => ({
	oid: 400,
	schema: 'mcp',
	name,
	quoted: `mcp.${name}`,
	owner: 'dba',
	populated: true,
	concurrently: true,
	mayRefresh: true,
	...change,
});

export const stale = (name: string, change: Partial<StaleTable> = {}): StaleTable => ({
	oid: 500,
	schema: 'public',
	name,
	quoted: `public.${name}`,
	owner: 'dba',
	analyzedAt: null,
	changed: 0,
	mayAnalyze: true,
	...change,
});

export const allObjects: UpkeepObjects = {
	functions: {
		create_monthly_partitions: true,
		refresh_tool_stats: true,
		note_upkeep: true,
		record_table_sizes: true,
		retention_policies: true,
		retention_due: true,
		retention_step: true,
		apply_retention: true,
	},
	relations: {'mcp.upkeep_log': true, 'mcp.table_sizes': true, 'public.materialized_views': true},
};

const asker = {quotedUser: 'dba', versionNumber: 180_004, inRecovery: false};

/** A database of which this role may ANALYZE every table. */
export const allAllowed = {
	allowed: 42,
	refused: null,
	countedSince: {at: ago(30 * day), reset: true},
} as const;

const upkeepParts: UpkeepParts = {
	partitions: ok([partitioned('tool_executions', -3, 0), partitioned('query_metrics', -3, 3, 12)]),
	retention: ok([
		{
			policy: 'mcp.tool_executions',
			relation: 'mcp.tool_executions',
			action: 'archive',
			days: 90,
			problem: null,
			partitions: 2,
			dueRows: 1_200_000,
			rowsEstimated: true,
			dueBytes: 943_718_400,
			lastRunAt: ago(40 * day),
		},
		{
			policy: 'gone_table',
			relation: null,
			action: 'archive',
			days: 30,
			problem: 'There is no table gone_table.',
			partitions: 0,
			dueRows: null,
			rowsEstimated: false,
			dueBytes: null,
			lastRunAt: null,
		},
	]),
	views: ok([
		{
			...view('tool_execution_stats'),
			record: {
				view: 'mcp.tool_execution_stats',
				intervalMs: 3_600_000,
				active: true,
				refreshedAt: ago(3 * day),
				error: null,
			},
		},
		{...view('hand_made', {schema: 'public', concurrently: false}), record: null},
	]),
	statistics: ok({
		tables: 42,
		never: 1,
		oldestAt: ago(12 * day),
		...allAllowed,
		due: [stale('tenants'), stale('request_logs', {analyzedAt: ago(12 * day), changed: 4_000_000})],
	}),
	log: ok([
		{
			task: 'weekly',
			target: '',
			doneAt: ago(3 * day),
			doneBy: 'dba',
			summary: {unused: 5, unusedBytes: 157_286_400},
		},
		{task: 'monthly', target: '', doneAt: ago(45 * day), doneBy: 'anna', summary: {}},
	]),
	growth: ok({
		firstAt: ago(45 * day),
		tables: [
			{
				oid: 201,
				table: 'public.request_logs',
				recordedAt: ago(45 * day),
				bytesThen: 1_073_741_824,
				bytes: 3_221_225_472,
			},
			{oid: 202, table: 'public.tenants', recordedAt: ago(45 * day), bytesThen: 8192, bytes: 81_920},
		],
	}),
};

/** With the tasks that follow from the parts. */
export function upkeepOf(change: Partial<UpkeepParts> = {}, objects = allObjects, asking = asker): Upkeep {
	const parts = {...upkeepParts, ...change};
	return {...parts, tasks: upkeepTasks(parts, {objects, asker: asking, now})};
}

export const upkeep = upkeepOf();

const needs = (table: string) => unsupported(upkeepObstacle('pack-table', {table}));

/** Any other database, with one table. */
export const upkeepElsewhere = upkeepOf(
	{
		partitions: ok([]),
		retention: unsupported(
			upkeepObstacle('pack-function', {name: 'mcp.retention_policies(text)', migration: '20260101000790'}),
		),
		views: ok([]),
		statistics: ok({
			tables: 1,
			never: 1,
			oldestAt: null,
			...allAllowed,
			allowed: 1,
			due: [stale('access_log')],
		}),
		log: needs('mcp.upkeep_log'),
		growth: needs('mcp.table_sizes'),
	},
	{functions: {}, relations: {}},
);

export const alerts: Alerts = {
	pools: ok([
		{id: 'p-1', name: 'gateway', size: 20, inUse: 19, waiting: 0, utilisation: 95, reportedAt: ago(5)},
		{id: 'p-2', name: 'batch', size: 10, inUse: 2, waiting: 0, utilisation: 20, reportedAt: ago(5)},
	]),
	open: ok([]),
	keys: ok([]),
	slow: ok([]),
};

export const alertsElsewhere: Alerts = {
	pools: needs('public.connection_pools'),
	open: needs('public.performance_alerts'),
	keys: needs('public.api_keys'),
	slow: unsupported(registryAbsence('slow-queries')),
};
