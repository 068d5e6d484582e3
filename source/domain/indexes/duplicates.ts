import type {IndexShapeRow} from '../../queries/indexes/index-shapes.ts';

/** That another index does all that this one does. */
export type StandIn = {
	/** The one that stands in for it. */
	readonly of: number;
	/** The same from end to end, or only the beginning of the other. */
	readonly kind: 'duplicate' | 'redundant';
	/** All that could stand in for it. */
	readonly all: readonly number[];
};

/**
Which indexes another one stands in for, by their numbers: of two that are alike only one is said to be needless, and a
chain of ever longer ones leads to the longest.
*/
export function standIns(shapes: readonly IndexShapeRow[]): Map<number, StandIn> {
	const byTable = new Map<number, IndexShapeRow[]>();
	for (const shape of shapes) {
		const known = byTable.get(shape.tableOid);
		if (known) known.push(shape);
		else byTable.set(shape.tableOid, [shape]);
	}
	const result = new Map<number, StandIn>();
	for (const group of byTable.values()) {
		if (group.length < 2) continue;
		for (const shape of group) {
			const covering = group.filter(other => isNeedlessBeside(shape, other)).sort((a, b) => -keepFirst(b, a));
			const [best] = covering;
			if (!best) continue;
			const kind = covers(best, shape) && covers(shape, best) ? 'duplicate' : 'redundant';
			result.set(shape.oid, {of: best.oid, kind, all: covering.map(({oid}) => oid)});
		}
	}
	return result;
}

/**
Of indexes that are to be dropped together: those that stand in for another of them, which have to stay for that one to go.
Of a chain only the shortest goes.
*/
export function keptFor(oids: readonly number[], known: ReadonlyMap<number, StandIn>): Map<number, number> {
	const pairs = oids.flatMap(oid => (known.get(oid)?.all ?? []).map(other => ({oid, other})));
	const staying = new Set(pairs.flatMap(({other}) => (oids.includes(other) ? [other] : [])));
	return new Map(
		pairs
			.filter(({oid, other}) => staying.has(other) && !staying.has(oid))
			.map(({oid, other}) => [other, oid]),
	);
}

function isNeedlessBeside(shape: IndexShapeRow, other: IndexShapeRow): boolean {
	if (shape.oid === other.oid || shape.constraint || shape.replicaIdentity || shape.partitionChild)
		return false;
	if (!covers(other, shape)) return false;
	// Alike: one of them stays.
	return !covers(shape, other) || isBound(other) || keepFirst(other, shape) < 0;
}

/** It is not for anyone to drop, whatever else is there. */
function isBound({constraint, replicaIdentity, partitionChild}: IndexShapeRow): boolean {
	return constraint || replicaIdentity || partitionChild;
}

/** Less than 0 where `a` is the one to keep. */
function keepFirst(a: IndexShapeRow, b: IndexShapeRow): number {
	const rank = (shape: IndexShapeRow) => [
		Number(shape.constraint),
		Number(shape.unique),
		Number(shape.replicaIdentity),
		Number(shape.partitionChild),
		Number(shape.clustered),
		shape.columns.length,
	];
	const other = rank(b);
	for (const [place, value] of rank(a).entries()) {
		const difference = (other[place] ?? 0) - value;
		if (difference !== 0) return difference;
	}
	return a.oid - b.oid;
}

/** Whether `wide` does all that `narrow` does. */
function covers(wide: IndexShapeRow, narrow: IndexShapeRow): boolean {
	if (wide.method !== narrow.method || wide.predicate !== narrow.predicate) return false;
	if (!wide.usable || !narrow.usable || wide.unknown || narrow.unknown) return false;
	if (narrow.unique && !keepsApartAs(wide, narrow)) return false;
	const exact = wide.keyCount === narrow.keyCount;
	if (wide.keyCount < narrow.keyCount || (!exact && !wide.ordered)) return false;
	return hasKeysOf(wide, narrow) && hasIncludedOf(wide, narrow);
}

/** Keeps the same rows apart, at the same moment. */
function keepsApartAs(wide: IndexShapeRow, narrow: IndexShapeRow): boolean {
	return (
		wide.unique &&
		wide.keyCount === narrow.keyCount &&
		wide.nullsNotDistinct === narrow.nullsNotDistinct &&
		wide.immediate === narrow.immediate
	);
}

/** An index is read from either end: one with every order turned around is the same. */
function hasKeysOf(wide: IndexShapeRow, narrow: IndexShapeRow): boolean {
	const [expressions, others] = [[...(narrow.expressions ?? [])], [...(wide.expressions ?? [])]];
	let straight = true;
	let turned = wide.ordered;
	for (let place = 0; place < narrow.keyCount; place++) {
		const column = narrow.columns[place];
		if (column !== wide.columns[place] || narrow.opclasses[place] !== wide.opclasses[place]) return false;
		if (narrow.collations[place] !== wide.collations[place]) return false;
		if (column === 0 && expressions.shift() !== others.shift()) return false;
		const [own, other] = [narrow.options[place] ?? 0, wide.options[place] ?? 0];
		straight &&= own === other;
		turned &&= own === (other ^ 3);
	}
	return straight || turned;
}

function hasIncludedOf(wide: IndexShapeRow, narrow: IndexShapeRow): boolean {
	// Only a btree is known to give back its keys as they were.
	const stored = new Set(wide.ordered ? wide.columns : wide.columns.slice(wide.keyCount));
	return narrow.columns.slice(narrow.keyCount).every(column => stored.has(column));
}
