import {count, plural} from '../../format/quantities.ts';
import type {IndexCatalogRow, IndexUse} from '../../queries/indexes/indexes.ts';

/** Fewer pages are read as a whole whatever indexes there are. */
const fewPages = 10;
const fewTableScans = 10;
const manyRowsPerScan = 10_000;

/** Why few scans may say little of this index. */
export function indexDoubts(index: IndexCatalogRow, use: IndexUse): string[] {
	const {tablePages, tableScans, partitioned, method, valid, name} = index;
	const perScan = use.scans === 0 ? 0 : use.tuplesRead / use.scans;
	const doubts: string[] = [];
	if (!partitioned && tablePages > 0 && tablePages < fewPages) {
		const pages = plural(tablePages, 'page');
		doubts.push(`its table has ${pages}: the planner reads it whole for now, and little is gained`);
	}
	if (tableScans !== null && tableScans < fewTableScans) {
		const scans = plural(tableScans, 'scan');
		doubts.push(`its table is hardly read at all, ${scans}: perhaps the table is what is not used`);
	}
	if (use.scans > 0 && use.scans < 100 && perScan >= manyRowsPerScan) {
		doubts.push(`its few scans read ${count(Math.round(perScan))} entries each: what needs it needs it much`);
	}
	if (method === 'brin') doubts.push('it is a BRIN index: small, and nearly free for writes');
	if (!valid && /_cc(?:new|old)\d*$/.test(name)) {
		doubts.push(
			'by its name REINDEX CONCURRENTLY has left it behind: drop it, the other one of its table serves',
		);
	}
	return doubts;
}
