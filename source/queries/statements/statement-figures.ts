/*
The counters of pg_stat_statements by our names, with the columns that they may stand in: 1.11 (PostgreSQL 17) has
renamed the times of blocks. A figure of several columns is their sum. What an older version lacks is null, never 0.
*/
const columns = {
	calls: [['calls']],
	execMs: [['total_exec_time']],
	plans: [['plans']],
	planMs: [['total_plan_time']],
	rows: [['rows']],
	sharedHit: [['shared_blks_hit']],
	sharedRead: [['shared_blks_read']],
	sharedDirtied: [['shared_blks_dirtied']],
	sharedWritten: [['shared_blks_written']],
	localHit: [['local_blks_hit']],
	localRead: [['local_blks_read']],
	localDirtied: [['local_blks_dirtied']],
	localWritten: [['local_blks_written']],
	tempRead: [['temp_blks_read']],
	tempWritten: [['temp_blks_written']],
	readMs: [['shared_blk_read_time', 'blk_read_time']],
	writeMs: [['shared_blk_write_time', 'blk_write_time']],
	tempReadMs: [['temp_blk_read_time']],
	tempWriteMs: [['temp_blk_write_time']],
	walRecords: [['wal_records']],
	walFullPages: [['wal_fpi']],
	walBytes: [['wal_bytes']],
	walBuffersFull: [['wal_buffers_full']],
	jitFunctions: [['jit_functions']],
	jitMs: [['jit_generation_time'], ['jit_inlining_time'], ['jit_optimization_time'], ['jit_emission_time']],
	workersPlanned: [['parallel_workers_to_launch']],
	workersLaunched: [['parallel_workers_launched']],
} as const satisfies Readonly<Record<string, ReadonlyArray<readonly string[]>>>;

export type StatementCounter = keyof typeof columns;
export const statementCounters = Object.keys(columns) as StatementCounter[];

/** The columns that are not counters: they have no value for an interval. */
const statementGauges = {
	meanMs: 'mean_exec_time',
	deviationMs: 'stddev_exec_time',
	leastMs: 'min_exec_time',
	mostMs: 'max_exec_time',
	meanPlanMs: 'mean_plan_time',
	deviationPlanMs: 'stddev_plan_time',
} as const;
export type StatementGauge = keyof typeof statementGauges;

/** The columns to read, of those present, in order. */
export function figureColumns(present: ReadonlySet<string>): string[] {
	const wanted: readonly string[] = [...Object.values(statementGauges), ...Object.values(columns).flat(2)];
	return wanted.filter(column => present.has(column));
}

/** Figures by name, from values by column. */
export function namedFigures(values: ReadonlyMap<string, number>): {
	counters: Record<StatementCounter, number | null>;
	gauges: Record<StatementGauge, number>;
} {
	const counters = {} as Record<StatementCounter, number | null>;
	for (const counter of statementCounters) {
		const parts: ReadonlyArray<readonly string[]> = columns[counter];
		let sum: number | null = 0;
		for (const names of parts) {
			const name = names.find(candidate => values.has(candidate));
			const value = name === undefined ? undefined : values.get(name);
			sum = sum === null || value === undefined ? null : sum + value;
		}
		counters[counter] = sum;
	}
	const gauges = {} as Record<StatementGauge, number>;
	for (const [gauge, column] of Object.entries(statementGauges)) {
		gauges[gauge as StatementGauge] = values.get(column) ?? 0;
	}
	return {counters, gauges};
}
