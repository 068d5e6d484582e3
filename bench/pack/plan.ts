import {z} from 'zod';

/** What EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) tells of one node, as far as it is read here. */
type Node = {
	'Index Name'?: string | undefined;
	/** Missing where nothing was run. */
	'Actual Loops'?: number | undefined;
	'Shared Hit Blocks'?: number | undefined;
	'Shared Read Blocks'?: number | undefined;
	Plans?: Node[] | undefined;
};

const node: z.ZodType<Node> = z.lazy(() =>
	z.object({
		'Index Name': z.string().optional(),
		'Actual Loops': z.number().optional(),
		'Shared Hit Blocks': z.number().optional(),
		'Shared Read Blocks': z.number().optional(),
		Plans: z.array(node).optional(),
	}),
);
const explained = z.tuple([
	z.object({Plan: node, 'Planning Time': z.number(), 'Execution Time': z.number()}),
]);

export type PlanFacts = {
	readonly executionMs: number;
	readonly planningMs: number;
	/** Blocks of 8 kB that were looked at, in memory or not. A parent's number has its children's in it. */
	readonly buffers: number;
	/** Those that were really read through, in order of name; one in a branch that was never run is not. */
	readonly indexes: readonly string[];
};

/** Reads a plan that PostgreSQL gave as JSON. */
export function readPlan(json: unknown): PlanFacts {
	const [{Plan: top, 'Planning Time': planningMs, 'Execution Time': executionMs}] = explained.parse(json);
	const indexes = new Set<string>();
	const visit = (one: Node) => {
		if (one['Index Name'] !== undefined && one['Actual Loops'] !== 0) indexes.add(one['Index Name']);
		one.Plans?.forEach(visit);
	};
	visit(top);
	return {
		executionMs,
		planningMs,
		buffers: (top['Shared Hit Blocks'] ?? 0) + (top['Shared Read Blocks'] ?? 0),
		indexes: [...indexes].sort(),
	};
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const [upper, lower] = [sorted[middle], sorted[sorted.length % 2 === 0 ? middle - 1 : middle]];
	return upper === undefined || lower === undefined ? Number.NaN : (upper + lower) / 2;
}
