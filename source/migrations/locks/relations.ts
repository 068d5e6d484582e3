import type {ForeignKey, RelationFacts} from '../../queries/tables/relations-by-name.ts';

/** Facts about a name at the time of planning. */
export type Relation = Pick<RelationFacts, 'there' | 'table'> & Partial<RelationFacts>;

/** Other tables that a statement about a table may lock. */
export type Ends = Omit<RelationFacts, 'there' | 'table' | 'children' | 'triggers' | 'partitioned'>;

/** A foreign key that a statement creates. */
export type Link = Pick<ForeignKey, 'name' | 'columns'> & {
	readonly from: string;
	readonly to: string;
	/** Columns of the referenced table; null when the statement omits them. */
	readonly keyColumns: string[] | null;
};

/** Relations of the database plus those that the statements of a plan create and drop, in order. */
export type Relations = {
	/** Created earlier in the same transaction, so invisible to other sessions. */
	isFresh(name: string): boolean;
	/** Undefined when unknown. */
	find(name: string): Relation | undefined;
	/** Tables linked by foreign keys and dependent objects; undefined when unknown. */
	ends(name: string): Ends | undefined;
	/** The function changes no definitions. */
	isGentle(name: string): boolean;
	/** An earlier statement may have partitioned it, or turned it back into a plain table. */
	isReshaped(name: string): boolean;
	reshaped(name: string): void;
	linked(link: Link): void;
	made(name: string, table: string | null): void;
	dropped(name: string): void;
	/** Created relations are visible to other sessions from here on. */
	committed(): void;
	/** Unqualified names may mean other relations from here on. */
	pathChanged(): void;
	/** The next file starts with the search_path that the catalog was read with. */
	fileEnded(): void;
};

/**
@param catalog relations of the database, by name as SQL writes it
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
