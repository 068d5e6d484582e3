import type {IndexCatalogRow, IndexUse} from '../../queries/indexes/indexes.ts';
import {bloatOf} from './bloat.ts';
import {indexDoubts} from './doubts.ts';
import type {StandIn} from './duplicates.ts';
import type {IndexNode, IndexUseOnNode, IndexVerdict} from './evidence.ts';
import {indexVerdict} from './judgment.ts';
import {formerUse} from './quiet.ts';
import type {IndexRow} from './schema.ts';
import {evidenceTogether, type IndexSize, partsOf, sizeTogether, usedTogether} from './trees.ts';
import {dropBlockers, dropCautions, indexCategory} from './verdict.ts';

/** What the verdicts stand on; undefined while it was not looked at yet. */
type Known = {
	readonly nodes: readonly IndexNode[];
	readonly wantedDays: number;
	uses(oid: number, now: Date): IndexUseOnNode[];
	best(oid: number): {bytesPerRow: number; at: Date} | undefined;
	readonly standIns: ReadonlyMap<number, StandIn>;
};

const none: IndexUse = {scans: 0, tuplesRead: 0, lastScan: null};
const pending: IndexVerdict = {
	color: 'amber',
	text: 'not looked at yet',
	quietDays: null,
	missing: ['not looked at yet'],
};

/**
As `indexRows`, with the rows of the sample before where nothing has changed of them: of 40,000 few have, and a list that is
the same need not be put in order again. What only time changes may be a few minutes old then.
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
			? JSON.stringify(known.nodes.map(({node, asked, reason}) => [node, asked, reason]))
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

/** The rows of the list: what each index is, how it is used, and what that comes to. */
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
		const use = own
			? usedTogether(own.map(({oid}) => countersOf(oid) ?? none))
			: (countersOf(row.oid) ?? none);
		const size = own ? sizeTogether(own.map(sizeOf)) : sizeOf(row);
		const same = before?.get(row.oid);
		if (same && isSameUse(same, use) && isSameSize(same, size)) return same;
		const evidence = own
			? evidenceTogether(own.map(({oid}) => known?.uses(oid, now) ?? []))
			: row.partitioned
				? []
				: (known?.uses(row.oid, now) ?? []);
		const standIn = known?.standIns.get(row.oid);
		const category = indexCategory(use.scans);
		const blockers = dropBlockers(row);
		const former = known && formerUse(evidence, known.wantedDays, now);
		const cautions = [
			...(former === undefined ? [] : [former]),
			...dropCautions(row, use),
			...indexDoubts(row, use),
		];
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
			scans: use.scans,
			tuplesRead: use.tuplesRead,
			lastScan: use.lastScan,
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
