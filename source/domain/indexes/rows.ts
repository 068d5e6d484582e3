import type {IndexCatalogRow, IndexUse} from '../../queries/indexes/indexes.ts';
import {bloatOf} from './bloat.ts';
import {dropBlockers, dropCautions, indexCategory, indexDoubts, indexVerdict} from './droppable.ts';
import type {StandIn} from './duplicates.ts';
import {evidenceTogether, type IndexSize, partsOf, sizeTogether, usedTogether} from './partitions.ts';
import type {IndexNode, IndexRow, IndexUseOnNode, IndexVerdict} from './schema.ts';
import {formerUse} from './use.ts';
import {gap, use} from './words.ts';

/** The evidence of verdicts; undefined until it is read. */
type Known = {
	readonly nodes: readonly IndexNode[];
	readonly wantedDays: number;
	uses(oid: number, now: Date): IndexUseOnNode[];
	best(oid: number): {bytesPerRow: number; at: Date} | undefined;
	readonly standIns: ReadonlyMap<number, StandIn>;
};

const none: IndexUse = {scans: 0, tuplesRead: 0, lastScan: null};
const pending: IndexVerdict = {
	answer: 'maybe',
	...use('not-sampled'),
	quietDays: null,
	missing: [gap('not-sampled')],
};

/**
As `indexRows`, but keeps the rows of the previous sample where nothing changed: few of 40,000 change, and an unchanged list
is not sorted again. What changes with time alone may then be a few minutes old.
*/
export function createIndexRows() {
	let last: {catalog: readonly IndexCatalogRow[]; basis: string; at: Date; rows: IndexRow[]} | undefined;
	return (
		catalog: readonly IndexCatalogRow[],
		countersOf: (oid: number) => IndexUse | undefined,
		sizeOf: (row: IndexCatalogRow) => IndexSize,
		known: Known | undefined,
		now: Date,
	): IndexRow[] => {
		const basis = known
			? JSON.stringify(known.nodes.map(({node, asked, reason}) => [node, asked, reason?.text]))
			: '';
		const restMs = Math.max(30_000, catalog.length * 10);
		const kept =
			last?.catalog === catalog && last.basis === basis && now.getTime() - last.at.getTime() < restMs
				? last
				: undefined;
		const before = kept ? new Map(kept.rows.map(row => [row.oid, row])) : undefined;
		const rows = indexRows(catalog, countersOf, sizeOf, known, now, before);
		if (kept && rows.every((row, place) => row === kept.rows[place])) return kept.rows;
		last = {catalog, basis, at: kept?.at ?? now, rows};
		return rows;
	};
}

function indexRows(
	catalog: readonly IndexCatalogRow[],
	countersOf: (oid: number) => IndexUse | undefined,
	sizeOf: (row: IndexCatalogRow) => IndexSize,
	known: Known | undefined,
	now: Date,
	before: ReadonlyMap<number, IndexRow> | undefined,
): IndexRow[] {
	const parts = partsOf(catalog);
	const names = new Map(known ? catalog.map(({oid, name}) => [oid, name]) : []);
	return catalog.map(row => {
		const own = parts.get(row.oid);
		const total = own
			? usedTogether(own.map(({oid}) => countersOf(oid) ?? none))
			: (countersOf(row.oid) ?? none);
		const size = own ? sizeTogether(own.map(sizeOf)) : sizeOf(row);
		const same = before?.get(row.oid);
		if (same && isSameUse(same, total) && isSameSize(same, size)) return same;
		const evidence = own
			? evidenceTogether(own.map(({oid}) => known?.uses(oid, now) ?? []))
			: row.partitioned
				? []
				: (known?.uses(row.oid, now) ?? []);
		const standIn = known?.standIns.get(row.oid);
		const category = indexCategory(total.scans);
		const blockers = dropBlockers(row);
		const former = known && formerUse(evidence, known.wantedDays, now);
		const cautions = [...(former ? [former] : []), ...dropCautions(row, total), ...indexDoubts(row, total)];
		const judged = {
			valid: row.valid,
			building: row.building,
			blockers,
			cautions,
			uses: evidence,
		};
		return {
			...row,
			sizeBytes: size.sizeBytes,
			sizeIsEstimate: size.sizeIsEstimate,
			sizeAt: size.sizeAt,
			scans: total.scans,
			tuplesRead: total.tuplesRead,
			lastScan: total.lastScan,
			category,
			partitions: own?.length ?? 0,
			blockers,
			cautions,
			verdict: known ? indexVerdict(judged, known.nodes, known.wantedDays, now) : pending,
			evidence,
			standIn: standIn ? {oid: standIn.of, name: names.get(standIn.of) ?? '', kind: standIn.kind} : null,
			bloat: known ? bloatOf(row, own ? row.sizeBytes : size.sizeBytes, known.best(row.oid)) : null,
		};
	});
}

function isSameUse(row: IndexRow, {scans, tuplesRead, lastScan}: IndexUse): boolean {
	return (
		row.scans === scans && row.tuplesRead === tuplesRead && row.lastScan?.getTime() === lastScan?.getTime()
	);
}

function isSameSize(row: IndexRow, {sizeBytes, sizeIsEstimate, sizeAt}: IndexSize): boolean {
	return (
		row.sizeBytes === sizeBytes &&
		row.sizeIsEstimate === sizeIsEstimate &&
		row.sizeAt?.getTime() === sizeAt?.getTime()
	);
}
