import type {IndexShapeRow} from '../../queries/indexes/index-shapes.ts';

/** Another index that serves everything this one serves. */
export type StandIn = {
	/** The oid of the best one. */
	readonly of: number;
	/** The same columns, or a prefix of the other. */
	readonly kind: 'duplicate' | 'redundant';
	/** All that qualify. */
	readonly all: readonly number[];
};

/**
Stand-ins by the oid of the needless index: of two equal indexes only one is needless, and in a chain of prefixes the
longest stands in for all.
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
Of indexes to be dropped together, those that must stay because they stand in for another one that goes. Of a chain only the
shortest goes.
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
	// Equal: one of them stays.
	return !covers(shape, other) || isBound(other) || keepFirst(other, shape) < 0;
}

/** Never dropped, whatever other index exists. */
function isBound({constraint, replicaIdentity, partitionChild}: IndexShapeRow): boolean {
	return constraint || replicaIdentity || partitionChild;
}

/** Below 0 where `a` is the one to keep. */
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

/** Whether `wide` serves everything that `narrow` serves. */
function covers(wide: IndexShapeRow, narrow: IndexShapeRow): boolean {
	if (wide.method !== narrow.method || wide.predicate !== narrow.predicate) return false;
	if (!wide.usable || !narrow.usable || wide.unknown || narrow.unknown) return false;
	if (narrow.unique && !keepsApartAs(wide, narrow)) return false;
	const exact = wide.keyCount === narrow.keyCount;
	if (wide.keyCount < narrow.keyCount || (!exact && !wide.ordered)) return false;
	return hasKeysOf(wide, narrow) && hasIncludedOf(wide, narrow);
}

/** Whether both reject the same duplicates at the same time. */
function keepsApartAs(wide: IndexShapeRow, narrow: IndexShapeRow): boolean {
	return (
		wide.unique &&
		wide.keyCount === narrow.keyCount &&
		wide.nullsNotDistinct === narrow.nullsNotDistinct &&
		wide.immediate === narrow.immediate
	);
}

/** An index can be scanned backward: one with every order reversed is equal. */
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
	// Only a btree returns its keys unchanged.
	const stored = new Set(wide.ordered ? wide.columns : wide.columns.slice(wide.keyCount));
	return narrow.columns.slice(narrow.keyCount).every(column => stored.has(column));
}
