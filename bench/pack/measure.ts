import type {Sql} from 'postgres';
import {type PackIndex, undone} from './catalog.ts';
import type {Parameters, Pattern} from './patterns.ts';
import {median, type PlanFacts, readPlan} from './plan.ts';
import type {Sizes} from './sizes.ts';

/** The same measurement without and with the pack's indexes. */
export type Compared<Value> = {readonly without: Value; readonly with: Value};

/** Index and table counters of this session since they were last sent. */
type Counted = {readonly scans: ReadonlyMap<string, number>; readonly buffers: number};

async function counted(sql: Sql): Promise<Counted> {
	const rows = await sql<Array<{name: string; isIndex: boolean; scans: number; buffers: number}>>`
		select
			relname as name,
			relkind = 'i' as "isIndex",
			pg_stat_get_xact_numscans(oid)::float8 as scans,
			pg_stat_get_xact_blocks_fetched(oid)::float8 as buffers
		from pg_class
		where relnamespace in ('public'::regnamespace, 'mcp'::regnamespace) and relkind in ('r', 'i')`;
	return {
		scans: new Map(rows.filter(({isIndex}) => isIndex).map(({name, scans}) => [name, scans])),
		buffers: rows.reduce((sum, row) => sum + row.buffers, 0),
	};
}

/**
Runs a pattern once and reads its plan. Without TIMING, because two clock readings per row would slow down plans that
read many rows.
*/
async function explain(sql: Sql, {text, inside}: Pattern, parameters: Parameters): Promise<PlanFacts> {
	// After a catalog change the server reloads its caches, which is not the query's time.
	await sql.unsafe(`explain ${text}`, [...parameters]);
	const before = inside ? await counted(sql) : undefined;
	const [row] = await sql.unsafe(`explain (analyze, buffers, timing off, format json) ${text}`, [
		...parameters,
	]);
	const facts = readPlan(row?.['QUERY PLAN']);
	if (!before) return facts;
	// Plans do not show the inside of functions and triggers; the session's own counters do.
	const after = await counted(sql);
	const scanned = [...after.scans].filter(([name, scans]) => scans > (before.scans.get(name) ?? 0));
	return {
		...facts,
		// A function's buffers belong to the node that calls it; a trigger's to none.
		buffers: inside === 'delete' ? after.buffers - before.buffers : facts.buffers,
		indexes: scanned.map(([name]) => name),
	};
}

/** Medians of several runs, and every index that a run used, by the name of the whole index. */
function combine(runs: readonly PlanFacts[], owners: ReadonlyMap<string, string>): PlanFacts {
	const names = runs.flatMap(({indexes}) => indexes).map(name => owners.get(name) ?? name);
	return {
		executionMs: median(runs.map(({executionMs}) => executionMs)),
		planningMs: median(runs.map(({planningMs}) => planningMs)),
		buffers: median(runs.map(({buffers}) => buffers)),
		indexes: [...new Set(names)].sort(),
	};
}

export type ComparedPattern = {readonly pattern: Pattern; readonly sets: ReadonlyArray<Compared<PlanFacts>>};

/**
The time of each pattern with each set of parameters, without and with the indexes. In turns, so that a slow moment
affects both; the first turn fills the caches and does not count.
*/
export async function measurePatterns(
	sql: Sql,
	indexes: readonly PackIndex[],
	owners: ReadonlyMap<string, string>,
	patterns: readonly Pattern[],
	sizes: Sizes,
	runs: number,
): Promise<ComparedPattern[]> {
	const questions = patterns.flatMap(pattern =>
		pattern.sets(sizes).map(parameters => ({pattern, parameters})),
	);
	const askAll = async () => {
		const facts: PlanFacts[] = [];
		for (const {pattern, parameters} of questions) facts.push(await explain(sql, pattern, parameters));
		return facts;
	};
	const turns: Array<Compared<readonly PlanFacts[]>> = [];
	for (let turn = 0; turn <= runs; turn++) {
		const without = await undone(sql, indexes, askAll);
		turns.push({without, with: await undone(sql, [], askAll)});
	}
	const counting = turns.slice(1);
	const compared = questions.map(({pattern}, index) => ({
		pattern,
		without: combine(
			counting.flatMap(({without}) => without[index] ?? []),
			owners,
		),
		with: combine(
			counting.flatMap(turn => turn.with[index] ?? []),
			owners,
		),
	}));
	return patterns.map(pattern => ({pattern, sets: compared.filter(one => one.pattern === pattern)}));
}
