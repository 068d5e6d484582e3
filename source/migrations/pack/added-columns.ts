import type {PackRelation} from '../../queries/registry/pack-objects.ts';
import type {WantedFact} from './manifest.ts';

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
