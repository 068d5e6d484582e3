import {z} from 'zod';

/** A node of EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), as far as it is used here. */
type Node = {
	'Index Name'?: string | undefined;
	/** Missing if nothing was run. */
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
	/** Blocks of 8 kB accessed, in memory or not, including those of child nodes. */
	readonly buffers: number;
	/** Indexes that were read, by name; an index in a branch that never ran is not among them. */
	readonly indexes: readonly string[];
};

/** Parses a JSON plan of PostgreSQL. */
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
