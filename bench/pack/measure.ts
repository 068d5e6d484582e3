import type {Sql} from 'postgres';
import {indexParts} from './catalog.ts';
import type {Parameters, Pattern} from './patterns.ts';
import {median, type PlanFacts, readPlan} from './plan.ts';
import type {Sizes} from './sizes.ts';

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
Runs a pattern once and reads its plan; nothing of it stays. Without TIMING: two looks at the clock for each row of each
node would make the plans that read many rows, those without an index, slower than they are.
*/
async function explain(sql: Sql, {text, inside}: Pattern, parameters: Parameters): Promise<PlanFacts> {
	await sql`begin`;
	try {
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
	} finally {
		await sql`rollback`;
	}
}

/** For each pattern what each of its sets of parameters took: the median of some runs, after one that warms up. */
export async function measurePatterns(
	sql: Sql,
	patterns: readonly Pattern[],
	sizes: Sizes,
	runs: number,
	tell: (step: string) => void,
): Promise<ReadonlyMap<Pattern, readonly PlanFacts[]>> {
	const owners = new Map((await indexParts(sql)).map(({part, owner}) => [part, owner]));
	const results = new Map<Pattern, readonly PlanFacts[]>();
	for (const [index, pattern] of patterns.entries()) {
		tell(`${index + 1} of ${patterns.length}: ${pattern.name}`);
		const sets: PlanFacts[] = [];
		for (const parameters of pattern.sets(sizes)) {
			const facts: PlanFacts[] = [];
			for (let run = 0; run <= runs; run++) {
				const one = await explain(sql, pattern, parameters);
				if (run > 0) facts.push(one);
			}
			const names = facts.flatMap(({indexes}) => indexes).map(name => owners.get(name) ?? name);
			sets.push({
				executionMs: median(facts.map(({executionMs}) => executionMs)),
				planningMs: median(facts.map(({planningMs}) => planningMs)),
				buffers: median(facts.map(({buffers}) => buffers)),
				indexes: [...new Set(names)].sort(),
			});
		}
		results.set(pattern, sets);
	}
	return results;
}
