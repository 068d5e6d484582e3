import type {PackIndex} from '../../queries/registry/pack-objects.ts';

/** An index in its parts, without defaults, so that two indexes can be compared part by part. */
export type IndexShape = {
	readonly method: string;
	readonly unique?: true;
	readonly keys: ReadonlyArray<{
		readonly text: string;
		readonly opclass?: string;
		readonly collation?: string;
		readonly order?: string;
	}>;
	readonly include?: readonly string[];
	readonly predicate?: string;
	readonly options?: readonly string[];
};

export function indexShape(index: PackIndex): IndexShape {
	const {method, unique, keys, include, predicate, options} = index;
	return {
		method,
		...(unique ? {unique} : {}),
		keys: keys.map(({text, opclass, collation, descending, nullsFirst}) => ({
			text: plainExpression(text),
			...(opclass === null ? {} : {opclass}),
			...(collation === null ? {} : {collation}),
			...(descending || nullsFirst
				? {order: `${descending ? 'desc' : 'asc'} nulls ${nullsFirst ? 'first' : 'last'}`}
				: {}),
		})),
		...(include.length > 0 ? {include: include.map(plainExpression)} : {}),
		...(predicate === null ? {} : {predicate: plainExpression(predicate)}),
		...(options.length > 0 ? {options: options.toSorted()} : {}),
	};
}

/**
Normalizes an expression of the server by removing casts that only reflect column types: 'x'::text beside
'x'::registry_health_status, (name)::text around a varchar. Casts that change a value, such as ::date, stay.
*/
export function plainExpression(text: string): string {
	let plain = text
		// 13 writes the function call, later versions the SQL syntax.
		.replaceAll(/\btimezone\(('(?:[^']|'')*')::text, ([\w".]+)\)/g, '($2 AT TIME ZONE $1)')
		.replaceAll(
			/('(?:[^']|'')*')::(?:"[^"]*"|[\w.])+(?: varying| with(?:out)? time zone)?(?:\(\d+\))?/g,
			'$1',
		)
		.replaceAll(/(?<=\w|"|\)|\])::(?:text|character varying|bpchar)(?:\(\d+\))?(?:\[\])?/g, '')
		.replaceAll(/(?<=\])::(?:"[^"]*"|[\w.])+\[\]/g, '');
	for (;;) {
		// Parentheses around a single name or list, and doubled ones.
		const less = plain
			.replaceAll(/(?<![\w"])\(("(?:[^"]|"")*"|[\w.]+|ARRAY\[[^\]]*\])\)/g, '$1')
			.replaceAll(/ANY \((ARRAY\[[^\]]*\])\)|ANY (ARRAY\[[^\]]*\])/g, 'ANY $1$2')
			.replaceAll(/\(\(([^()]*)\)\)/g, '($1)');
		if (less === plain) break;
		plain = less;
	}
	return plain.replace(/^\(([^()]*)\)$/, '$1');
}

/** Equal apart from storage options, which do not change what an index is for. */
export function sameIndex(wanted: IndexShape, found: IndexShape): boolean {
	return core(wanted) === core(found);
}

/** Can replace the wanted index. A unique one can replace a non-unique one. */
export function servesAs(wanted: IndexShape, found: IndexShape): boolean {
	return (
		core(wanted) === core(found) || (!wanted.unique && core(wanted) === core({...found, unique: undefined}))
	);
}

function core({method, unique, keys, include, predicate}: Loose): string {
	const parts = keys.map(({text, opclass, collation, order}) => [text, opclass, collation, order]);
	return JSON.stringify([method, unique === true, parts, include ?? [], predicate ?? null]);
}

type Loose = Omit<IndexShape, 'unique'> & {readonly unique?: true | undefined};
