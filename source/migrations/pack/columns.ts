import type {PackRelation} from '../../queries/registry/pack-objects.ts';
import {shortName} from './facts.ts';
import type {WantedFact} from './manifest.ts';

export type ColumnProblem = {
	readonly column: string;
	readonly absent: boolean;
	readonly sentence: string;
	/** How it is added, where it can be. */
	readonly add?: AddedColumn;
};

/**
Columns that are missing or of another type, of the tables that are there.
@param oddTypes why no column is added of such a type of the pack
*/
export function columnProblems(
	manifest: readonly WantedFact[],
	relations: ReadonlyMap<string, PackRelation>,
	oddTypes: ReadonlyMap<string, string>,
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
		// What is a view in the pack is no place to add columns to, whatever has its name here.
		const isTable = kind === 'relation' && 'rp'.includes(String(definition.kind));
		if (!isTable || !relation || !'rpf'.includes(relation.kind)) continue;
		const problems = Object.entries(definition.columns as Record<string, string>).flatMap(
			([column, type]): ColumnProblem[] => {
				const here = relation.columns[column];
				if (!here || here.filling) {
					const add = addedColumn(column, fact, relation, keyType(`${name}.${column}`));
					const sentence = `${shortName(name)} has no column ${column}`;
					const odd = oddTypes.get(type);
					if (odd !== undefined) {
						return [{column, absent: false, sentence: `${shortName(name)}.${column} is not added: ${odd}`}];
					}
					return [{column, absent: true, sentence, ...(add ? {add} : {})}];
				}
				if (typeServes(type, enums.get(type), here)) return [];
				const sentence = `${shortName(name)}.${column} is ${here.type} here, and ${type} in the pack`;
				return [{column, absent: false, sentence}];
			},
		);
		if (problems.length > 0) all.set(name, problems);
	}
	return all;
}

export type AddedColumn = {
	readonly name: string;
	readonly type: string;
	/** As SQL writes it. */
	readonly default: string | null;
	/**
	`at once`: the server needs to touch no row, or there is none. `nullable`: no value is known for the rows that are there.
	`from now on`: nor is one for those, but rows that come have one.
	`filled`: each row gets a value of its own, for which the server would rewrite the table behind a lock.
	*/
	readonly way: 'at once' | 'nullable' | 'from now on' | 'filled';
	readonly notNull: boolean;
	/** Worked out by the server from other columns, by its default. */
	readonly generated: boolean;
};

/** The server writes a generated column into every row, behind a lock: of so little that nobody notices. */
const rewrittenBytes = 8 * 1024 * 1024;

/*
Another value at each call: from 11 on the server writes one value for all rows down by itself, if it is one
(ATExecAddColumn in tablecmds.c). Those that the pack uses, and their like; tests/sql/added-columns.test.ts asks a server.
*/
const volatile = /\b(gen_random_uuid|uuid_generate_v\w+|uuidv\d|random|nextval|clock_timestamp|timeofday)\(/;

/** When a row was made or changed, as far as anybody knows. Any other moment is that of what the row tells of. */
const ofTheRow = ['created_at', 'updated_at'];

/** How a table gets a column of the pack that it lacks; undefined where it can't be added to what is there. */
export function addedColumn(
	column: string,
	{name: table, definition}: WantedFact,
	relation: PackRelation,
	keyType: string | undefined,
): AddedColumn | undefined {
	// A partition gets it with its table, and a foreign table has it or not where it is.
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
		return isSmall ? {...added, way: 'at once', notNull: wanted} : undefined;
	if (!relation.occupied && !relation.columns[column]?.filling)
		return {...added, way: 'at once', notNull: wanted};
	if (value !== null && volatile.test(value)) return {...added, way: 'filled', notNull: wanted};
	// A request of years ago would be counted as one of just now.
	if (value !== null && /\bnow\(\)/.test(value) && !ofTheRow.includes(column)) {
		return {...added, way: 'from now on', notNull: false};
	}
	if (value === null && wanted) return {...added, way: 'nullable', notNull: false};
	return {...added, way: 'at once', notNull: wanted};
}

/** The columns that the pack's foreign keys refer to, by the columns that do: those have one type. */
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
Whether a column of another tool serves as the pack's. The pack itself is written for texts of any length, numbers of any
kind, states as text, and keys as uuid, text or numbers (20260101000400_functions.sql); any other type is another thing.
@param labels of the wanted type, where it is an enum
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
