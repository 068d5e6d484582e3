import {type StandIn, standIns} from '../../domain/indexes/duplicates.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readUnindexedKeys, type UnindexedKey} from '../../queries/indexes/foreign-keys.ts';
import {type IndexShapeRow, readIndexShapes} from '../../queries/indexes/index-shapes.ts';

/** Derived from the shapes of indexes, which are not kept themselves. */
export type IndexTraits = {
	readonly fingerprints: ReadonlyMap<number, string>;
	/** Empty where the server keeps no commit timestamps. */
	readonly madeBy: ReadonlyMap<number, Date>;
	readonly standIns: ReadonlyMap<number, StandIn>;
	readonly unindexed: readonly UnindexedKey[];
};

export async function readIndexTraits(reader: Reader): Promise<IndexTraits> {
	const [shapes, unindexed] = await Promise.all([readIndexShapes(reader), readUnindexedKeys(reader)]);
	return {
		fingerprints: new Map(
			shapes.filter(({unknown}) => !unknown).map(shape => [shape.oid, fingerprint(shape)]),
		),
		madeBy: new Map(shapes.flatMap(({oid, madeBy}) => (madeBy ? [[oid, madeBy] as const] : []))),
		standIns: standIns(shapes),
		unindexed,
	};
}

/** The definition of an index without oid and name: another definition is another index. */
function fingerprint(shape: IndexShapeRow): string {
	const {
		tableOid,
		method,
		columns,
		keyCount,
		opclasses,
		collations,
		options,
		expressions,
		predicate,
		unique,
	} = shape;
	const parts = [tableOid, method, columns, keyCount, opclasses, collations, options, Number(unique)];
	// Short, since there may be 40,000.
	return [...parts.map(part => String(part)), ...(expressions ?? []), predicate ?? ''].join('|');
}
