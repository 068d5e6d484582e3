import type {ForeignKey, RelationFacts} from '../../queries/tables/relations-by-name.ts';

/** What is known of a name at the time of planning. */
export type Relation = Pick<RelationFacts, 'there' | 'table'> & Partial<RelationFacts>;

/** What a statement about a table may lock besides. */
export type Ends = Omit<RelationFacts, 'there' | 'table' | 'children' | 'triggers' | 'partitioned'>;

/** A foreign key that a statement makes. */
export type Link = Pick<ForeignKey, 'name' | 'columns'> & {
	readonly from: string;
	readonly to: string;
	/** Of the table that it leads to; null where they are not written. */
	readonly keyColumns: string[] | null;
};

/** What the statements of a plan make and drop, one after the other, on top of what the database holds. */
export type Relations = {
	/** Made earlier in the same transaction: nobody else can see it yet, let alone wait for it. */
	isFresh(name: string): boolean;
	/** Undefined where it is not known what that name will be. */
	find(name: string): Relation | undefined;
	/** What is at the other ends of its foreign keys, and goes with it; undefined where that is not known. */
	ends(name: string): Ends | undefined;
	/** A function of that name changes no definitions. */
	isGentle(name: string): boolean;
	/** An earlier statement may have made it by month, or plain again. */
	isReshaped(name: string): boolean;
	reshaped(name: string): void;
	linked(link: Link): void;
	made(name: string, table: string | null): void;
	dropped(name: string): void;
	/** From here on others can use what was made. */
	committed(): void;
	/** Names without a schema may be those of another one from here on. */
	pathChanged(): void;
	/** The next file: its session has the search_path that the catalog was asked with. */
	fileEnded(): void;
};

/**
@param catalog what was found in the database, by the names as SQL writes them
@param gentle functions that change no definitions
*/
export function trackRelations(
	catalog: ReadonlyMap<string, Relation> = new Map(),
	gentle: ReadonlySet<string> = new Set(),
): Relations {
	const changed = new Map<string, Relation>();
	const fresh = new Set<string>();
	const reshaped = new Set<string>();
	let links: Link[] = [];
	let moved = false;
	const isQualified = (name: string) => /^(?:"(?:[^"]|"")*"|[^".]+)\../s.test(name);
	const find = (name: string) =>
		moved && !isQualified(name) ? undefined : (changed.get(name) ?? catalog.get(name));
	return {
		isFresh: name => fresh.has(name),
		find,
		ends(name) {
			const found = find(name);
			return found && withLinks(name, found, links);
		},
		isGentle: name => gentle.has(name),
		isReshaped: name => reshaped.has(name),
		reshaped: name => reshaped.add(name),
		linked: link => links.push(link),
		made(name, table) {
			changed.set(name, {there: true, table});
			fresh.add(name);
		},
		dropped(name) {
			changed.set(name, {there: false, table: null});
			links = links.filter(({from, to}) => from !== name && to !== name);
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

function withLinks(name: string, found: Relation, links: readonly Link[]): Ends {
	const others = links.filter(({from, to}) => from !== to && (from === name || to === name));
	const made = others.map(
		(link): ForeignKey =>
			link.from === name
				? {name: link.name, columns: link.columns, incoming: false, key: null, other: link.to}
				: {name: link.name, columns: link.keyColumns, incoming: true, key: null, other: link.from},
	);
	const ends = (keys: readonly ForeignKey[]) => keys.map(({other}) => other);
	return {
		foreignKeys: [...(found.foreignKeys ?? []), ...made],
		droppedWith: [...(found.droppedWith ?? []), ...ends(made.filter(({incoming}) => !incoming))],
		cascadedWith: [...(found.cascadedWith ?? []), ...ends(made)],
		truncatedWith: [...(found.truncatedWith ?? []), ...ends(made.filter(({incoming}) => incoming))],
	};
}
