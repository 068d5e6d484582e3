/** The relations that are locked although the statement doesn't name them, described by the relation that they belong to. */
const words = {
	relation: (name: string) => name,
	partitions: (name: string) => `partitions of ${name}`,
	'table-of-index': (name: string) => `table of ${name}`,
	'foreign-key-tables': (name: string) => `tables linked to ${name} by foreign keys`,
	'trigger-tables': () => 'tables used by its triggers',
	/** In the words of a declared lock. */
	declared: (description: string) => description,
} as const;
export type Locked = {
	readonly relation: string | null;
	/** Without it: the relation itself. */
	readonly of?: keyof typeof words;
};

/** The locked relations for a plan; null for a relation that the statement doesn't name. */
export function lockedText({relation, of = 'relation'}: Locked): string | null {
	return relation === null ? null : words[of](relation);
}
