import type {PackRelation} from '../../queries/registry/pack-objects.ts';
import {shortName} from './facts.ts';
import type {WantedFact} from './manifest.ts';
import {type PackReason, packReason} from './words.ts';

export type ColumnProblem = {
	readonly column: string;
	readonly absent: boolean;
	readonly reason: PackReason;
	/** How it is added, if it can be. */
	readonly add?: AddedColumn;
};

/**
Columns of existing tables that are missing or of another type.
@param oddTypes why no column of such a type of the pack is added
*/
export function columnProblems(
	manifest: readonly WantedFact[],
	relations: ReadonlyMap<string, PackRelation>,
	oddTypes: ReadonlyMap<string, PackReason>,
): ReadonlyMap<string, readonly ColumnProblem[]> {
	const enums = new Map(
		manifest.flatMap(({kind, name, definition}) =>
			kind === 'type' ? [[name, definition.labels as readonly string[]] as const] : [],
		),
	);
	const referred = referredBy(manifest);
	const keyType = (column: string) => {
		const [, table = '', name = ''] = /^(.*)\.([^.]*)$/.exec(referred.get(column) ?? '') ?? [];
		return relations.get(table)?.columns[name]?.type;
	};
	const all = new Map<string, ColumnProblem[]>();
	for (const fact of manifest) {
		const {kind, name, definition} = fact;
		const relation = relations.get(name);
		// No columns are added to an object that is a view in the pack.
		const isTable = kind === 'relation' && 'rp'.includes(String(definition.kind));
		if (!isTable || !relation || !'rpf'.includes(relation.kind)) continue;
		const problems = Object.entries(definition.columns as Record<string, string>).flatMap(
			([column, type]): ColumnProblem[] => {
				const here = relation.columns[column];
				if (!here || here.filling) {
					const add = addedColumn(column, fact, relation, keyType(`${name}.${column}`));
					const odd = oddTypes.get(type);
					if (odd !== undefined) {
						const facts = {column: `${shortName(name)}.${column}`, reason: odd.text};
						return [{column, absent: false, reason: packReason('column-other-enum', facts)}];
					}
					const reason = packReason('no-column', {table: shortName(name), column});
					return [{column, absent: true, reason, ...(add ? {add} : {})}];
				}
				if (typeServes(type, enums.get(type), here)) return [];
				const facts = {column: `${shortName(name)}.${column}`, here: here.type, wanted: type};
				return [{column, absent: false, reason: packReason('other-type', facts)}];
			},
		);
		if (problems.length > 0) all.set(name, problems);
	}
	return all;
}

export type AddedColumn = {
	readonly name: string;
	readonly type: string;
	/** Quoted for SQL. */
	readonly default: string | null;
	/**
	`at-once`: without a rewrite, or the table is empty. `nullable`: existing rows have no known value.
	`new-rows`: only new rows get a value. `filled`: each row gets its own value in batches, since the server would rewrite
	the table under a lock.
	*/
	readonly way: 'at-once' | 'nullable' | 'new-rows' | 'filled';
	readonly notNull: boolean;
	/** A generated column; the default is its expression. */
	readonly generated: boolean;
};

/** A generated column rewrites the table under a lock: acceptable up to this size. */
const rewrittenBytes = 8 * 1024 * 1024;

/*
Functions with another value at each call. Since 11 the server stores one value for all existing rows only if the default
is not volatile (ATExecAddColumn in tablecmds.c). These are used by the pack, or similar; tests/sql/added-columns.test.ts
verifies them on a server.
*/
const volatile = /\b(gen_random_uuid|uuid_generate_v\w+|uuidv\d|random|nextval|clock_timestamp|timeofday)\(/;

/** Times of the row itself. Any other time is that of an event, and must not be invented. */
const ofTheRow = ['created_at', 'updated_at'];

/** How a missing column of the pack is added to a table; undefined if it can't be. */
export function addedColumn(
	column: string,
	{name: table, definition}: WantedFact,
	relation: PackRelation,
	keyType: string | undefined,
): AddedColumn | undefined {
	// Partitions follow their table, and a foreign table is defined elsewhere.
	if (relation.parent !== null || !'rp'.includes(relation.kind)) return undefined;
	const type = keyType ?? (definition.columns as Record<string, string>)[column];
	const {
		defaults = {},
		notNull = [],
		generated: all = [],
	} = definition as {
		defaults?: Record<string, string>;
		notNull?: readonly string[];
		generated?: readonly string[];
	};
	if (type === undefined) throw new Error(`The pack has no column ${column} of ${table}.`);
	const isKept = keyType === undefined || keyType === (definition.columns as Record<string, string>)[column];
	const value = isKept ? (defaults[column] ?? null) : null;
	const wanted = notNull.includes(column);
	const generated = all.includes(column);
	const added = {name: column, type, default: value, generated};
	const isSmall = relation.sizeBytes !== null && relation.sizeBytes <= rewrittenBytes;
	if (generated && relation.occupied)
		return isSmall ? {...added, way: 'at-once', notNull: wanted} : undefined;
	if (!relation.occupied && !relation.columns[column]?.filling)
		return {...added, way: 'at-once', notNull: wanted};
	if (value !== null && volatile.test(value)) return {...added, way: 'filled', notNull: wanted};
	// An old request would be counted as a current one.
	if (value !== null && /\bnow\(\)/.test(value) && !ofTheRow.includes(column)) {
		return {...added, way: 'new-rows', notNull: false};
	}
	if (value === null && wanted) return {...added, way: 'nullable', notNull: false};
	return {...added, way: 'at-once', notNull: wanted};
}

/** The referenced column of each referencing column of the pack's foreign keys: both have one type. */
export function referredBy(manifest: readonly WantedFact[]): ReadonlyMap<string, string> {
	return new Map(
		manifest.flatMap(({kind, table, definition, reads}) => {
			if (kind !== 'constraint' || definition.type !== 'f' || table === null) return [];
			const own = reads.find(read => read.replace(/\.[^.]*$/, '') === table);
			const key = reads.find(read => read.replace(/\.[^.]*$/, '') !== table);
			return own !== undefined && key !== undefined ? [[own, key] as const] : [];
		}),
	);
}

type Column = {readonly type: string; readonly labels: readonly string[] | null};

const strings = ['text', 'character varying', 'character'];
const numbers = ['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric'];
const wholeNumbers = ['smallint', 'integer', 'bigint', 'numeric'];

/**
Whether the type of another tool's column is compatible with the pack, which accepts strings of any length, numbers of any
kind, states as text, and keys as uuid, text or numbers (20260101000400_functions.sql).
@param labels of the wanted type, if it is an enum
*/
export function typeServes(wanted: string, labels: readonly string[] | undefined, found: Column): boolean {
	const [want, have] = [bare(wanted), bare(found.type)];
	if (want === have) return labels === undefined || holds(found.labels ?? [], labels);
	if (strings.includes(want)) return strings.includes(have);
	if (numbers.includes(want)) return numbers.includes(have);
	if (want === 'uuid') return strings.includes(have) || wholeNumbers.includes(have);
	if (labels !== undefined) {
		return strings.includes(have) || (found.labels !== null && holds(found.labels, labels));
	}
	return false;
}

const bare = (type: string) => type.replace(/\([\d,]+\)/, '');

const holds = (all: readonly string[], some: readonly string[]) => some.every(label => all.includes(label));
