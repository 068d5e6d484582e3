/** The compared parts, in order of output. */
export const comparedParts = ['server', 'settings', 'indexes', 'tables', 'statements', 'plans'] as const;
export type ComparedPart = (typeof comparedParts)[number];

export type Change = {
	readonly part: ComparedPart;
	readonly kind: 'new' | 'gone' | 'changed';
	readonly name: string;
	/** The values before and after; null if there was or is none. */
	readonly before: string | null;
	readonly after: string | null;
};

/** Compares the rows of two sides by name. `words` describes a new or gone row, `differences` a changed one. */
export function byName<Row>(
	part: ComparedPart,
	before: readonly Row[],
	after: readonly Row[],
	nameOf: (row: Row) => string,
	words: (row: Row) => string | null,
	differences: (before: Row, after: Row) => ReadonlyArray<readonly [string | null, string | null]>,
): Change[] {
	const rows = new Map(before.map(row => [nameOf(row), row]));
	const changes = after.flatMap((row): Change[] => {
		const name = nameOf(row);
		const old = rows.get(name);
		rows.delete(name);
		if (old === undefined) return [{part, kind: 'new', name, before: null, after: words(row)}];
		return differences(old, row).map(([was, is]) => ({part, kind: 'changed', name, before: was, after: is}));
	});
	const gone = [...rows].map(
		([name, row]): Change => ({part, kind: 'gone', name, before: words(row), after: null}),
	);
	return [...gone, ...changes];
}
