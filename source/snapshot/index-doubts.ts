import {count, plural} from '../format/quantities.ts';
import type {IndexCatalogRow, IndexUse} from '../queries/indexes.ts';

/** Fewer pages are read as a whole whatever indexes there are. */
const fewPages = 10;
const fewTableScans = 10;
const manyRowsPerScan = 10_000;

/** Why few scans may say little of this index. */
export function indexDoubts(index: IndexCatalogRow, use: IndexUse): string[] {
	const {tablePages, tableScans, partitioned, method, valid, name} = index;
	const perScan = use.scans === 0 ? 0 : use.tuplesRead / use.scans;
	const doubts: Array<[boolean, string]> = [
		[
			!partitioned && tablePages > 0 && tablePages < fewPages,
			`its table has ${plural(tablePages, 'page')}: the planner reads it whole for now, and little is gained`,
		],
		[
			tableScans !== null && tableScans < fewTableScans,
			`its table is hardly read at all, ${plural(tableScans ?? 0, 'scan')}: perhaps the table is what is not used`,
		],
		[
			use.scans > 0 && use.scans < 100 && perScan >= manyRowsPerScan,
			`its few scans read ${count(Math.round(perScan))} entries each: what needs it needs it much`,
		],
		[method === 'brin', 'it is a BRIN index: small, and nearly free for writes'],
		[
			!valid && /_cc(?:new|old)\d*$/.test(name),
			'by its name REINDEX CONCURRENTLY has left it behind: drop it, the other one of its table serves',
		],
	];
	return doubts.flatMap(([holds, doubt]) => (holds ? [doubt] : []));
}
