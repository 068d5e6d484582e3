/** What is compared, in the order in which it is told. */
export const comparedParts = ['server', 'settings', 'indexes', 'tables', 'statements', 'plans'] as const;
export type ComparedPart = (typeof comparedParts)[number];

export type Change = {
	readonly part: ComparedPart;
	readonly kind: 'new' | 'gone' | 'changed';
	readonly name: string;
	/** What there was, and what there is; null where there was, or is, nothing. */
	readonly before: string | null;
	readonly after: string | null;
};

/** Rows of two sides by name, and what to say of those that are on both. */
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
