/** What is known of a name at the time of planning. */
export type Relation = {
	readonly there: boolean;
	/** The table of an index. */
	readonly table: string | null;
};

/** What the statements of a plan make and drop, one after the other, on top of what the database holds. */
export type Relations = {
	/** Made earlier in the same transaction: nobody else can see it yet, let alone wait for it. */
	isFresh(name: string): boolean;
	/** Undefined where it is not known what that name will be. */
	find(name: string): Relation | undefined;
	made(name: string, table: string | null): void;
	dropped(name: string): void;
	/** From here on others can use what was made. */
	committed(): void;
	/** Names without a schema may be those of another one from here on. */
	pathChanged(): void;
	/** The next file: its session has the search_path that the catalog was asked with. */
	fileEnded(): void;
};

/** @param catalog what was found in the database, by the names as SQL writes them */
export function trackRelations(catalog: ReadonlyMap<string, Relation> = new Map()): Relations {
	const changed = new Map<string, Relation>();
	const fresh = new Set<string>();
	let moved = false;
	const isQualified = (name: string) => /^(?:"(?:[^"]|"")*"|[^".]+)\../s.test(name);
	return {
		isFresh: name => fresh.has(name),
		find: name => (moved && !isQualified(name) ? undefined : (changed.get(name) ?? catalog.get(name))),
		made(name, table) {
			changed.set(name, {there: true, table});
			fresh.add(name);
		},
		dropped(name) {
			changed.set(name, {there: false, table: null});
			fresh.delete(name);
		},
		committed: () => fresh.clear(),
		pathChanged() {
			moved = true;
			fresh.clear();
		},
		fileEnded() {
			moved = false;
			fresh.clear();
		},
	};
}
