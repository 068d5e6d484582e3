import {type StandIn, standIns} from '../../domain/indexes/duplicates.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readUnindexedKeys, type UnindexedKey} from '../../queries/indexes/foreign-keys.ts';
import {type IndexShapeRow, readIndexShapes} from '../../queries/indexes/index-shapes.ts';

/** What follows from what indexes are made of; the parts themselves are not kept. */
export type IndexTraits = {
	readonly fingerprints: ReadonlyMap<number, string>;
	/** Where the server keeps times of commits. */
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

/** What makes an index the one that it is, but for its number and name: another definition is another index. */
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
	// Short where it can be: there is one for each of 40,000 indexes.
	return [...parts.map(part => String(part)), ...(expressions ?? []), predicate ?? ''].join('|');
}
