import type {Sql} from 'postgres';
import {type PackIndex, undone} from './catalog.ts';
import type {Parameters, Pattern} from './patterns.ts';
import {median, type PlanFacts, readPlan} from './plan.ts';
import type {Sizes} from './sizes.ts';

/** The same, without the pack's indexes and with them. */
export type Compared<Value> = {readonly without: Value; readonly with: Value};

/** What one session has asked of the indexes and tables of the pack since its counters were last sent. */
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
Runs a pattern once and reads its plan. Without TIMING: two looks at the clock for each row of each node would make the
plans that read many rows, those without an index, slower than they are.
*/
async function explain(sql: Sql, {text, inside}: Pattern, parameters: Parameters): Promise<PlanFacts> {
	// After a change of the catalog the server has to get to know it anew: that is not the query's time.
	await sql.unsafe(`explain ${text}`, [...parameters]);
	const before = inside ? await counted(sql) : undefined;
	const [row] = await sql.unsafe(`explain (analyze, buffers, timing off, format json) ${text}`, [
		...parameters,
	]);
	const facts = readPlan(row?.['QUERY PLAN']);
	if (!before) return facts;
	// What happens inside a function or a trigger is in no plan: the session's own counters know of it.
	const after = await counted(sql);
	const scanned = [...after.scans].filter(([name, scans]) => scans > (before.scans.get(name) ?? 0));
	return {
		...facts,
		// A function's buffers are those of the node that calls it; a trigger's are in no node.
		buffers: inside === 'delete' ? after.buffers - before.buffers : facts.buffers,
		indexes: scanned.map(([name]) => name),
	};
}

/** Medians of some runs, and every index that one of them used, by the name of the whole index. */
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
What each pattern takes with each of its sets of parameters, without and with the indexes. All of them in turns, so that
a moment in which the machine is slow hits both sides; the first turn fills the caches and does not count.
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
