import {plural} from '../format/quantities.ts';
import type {IndexCatalogRow, IndexUse} from '../queries/indexes.ts';
import type {IndexVerdict} from './index-evidence.ts';

export type IndexCategory = 'Unused' | 'Low usage' | 'Active';

/** The categories of the registry's view index_usage_summary. */
export function indexCategory(scans: number): IndexCategory {
	if (scans === 0) return 'Unused';
	return scans < 100 ? 'Low usage' : 'Active';
}

/** What it is used for, or that nothing can use it. */
export function indexState(index: {
	readonly valid: boolean;
	readonly building: boolean;
	readonly category: IndexCategory;
}): IndexCategory | 'building' | 'INVALID' {
	return index.valid ? index.category : index.building ? 'building' : 'INVALID';
}

/** Why an index can't or mustn't be dropped, whatever its scans. Empty where nothing stands against it. */
export function dropBlockers(index: IndexCatalogRow): string[] {
	const reasons: Array<[boolean, string]> = [
		[index.primary, 'it is the primary key'],
		[index.exclusion, `it enforces the exclusion constraint ${index.constraint ?? ''}`.trimEnd()],
		[
			index.constraint !== null && !index.primary && !index.exclusion,
			`it backs the constraint ${index.constraint ?? ''}`,
		],
		[
			index.unique && !index.primary && index.constraint === null,
			'it is unique: it keeps duplicates out, and ON CONFLICT may rely on it, neither of which counts as a scan',
		],
		[index.referencedBy !== null, `the foreign key ${index.referencedBy ?? ''} points at it`],
		[index.replicaIdentity, "it is the table's replica identity: logical replication needs it"],
		[index.partitionChild, 'it is part of an index on a partitioned table'],
		[index.partitioned, 'it is on a partitioned table, where DROP INDEX CONCURRENTLY does not work'],
		[index.extension !== null, `it belongs to the extension ${index.extension ?? ''}`],
		[index.building, 'it is being built right now'],
	];
	return reasons.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

/** What to think of before dropping it. */
export function dropCautions(index: IndexCatalogRow, counters: IndexUse): string[] {
	const probes = counters.scans > 0 && counters.tuplesRead <= counters.scans;
	const reasons: Array<[boolean, string]> = [
		[
			index.onlySupportOf !== null,
			`it alone serves the foreign key ${index.onlySupportOf ?? ''}: without it, deletes on the other table scan this one`,
		],
		[index.expression, 'the planner loses the statistics of its expression, unless something else has them'],
		[index.clustered, 'CLUSTER orders the table by it'],
		[index.partial, `it is partial, ${rowsOf(index)}: they may matter more than its scans tell`],
		[!index.valid, 'it is INVALID: no query uses it, and writes may still pay for it'],
		[probes, 'its few scans read hardly a row: perhaps only the planner looking at its ends'],
	];
	return reasons.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

function rowsOf({rowsEstimate, partial}: IndexCatalogRow): string {
	// Formatting a number takes longer than all else that is looked at here, and there may be 40,000 of them.
	if (!partial) return '';
	return rowsEstimate === null
		? 'of rows that were never counted'
		: `of about ${plural(Math.round(rowsEstimate), 'row')}`;
}

type Judged = {
	readonly blockers: readonly string[];
	readonly cautions: readonly string[];
	readonly owned: boolean;
	readonly category: IndexCategory;
	readonly verdict: IndexVerdict;
};

/** Whether it can be dropped, in a few words. */
export function dropVerdict({
	blockers: [blocker],
	cautions: [caution],
	owned,
	category,
	verdict,
}: Judged): string {
	if (blocker !== undefined) return `no: ${blocker}`;
	if (!owned) return 'no: this role does not own its table';
	if (category === 'Active') return 'no: it is in use';
	if (verdict.color === 'none') return `no: ${verdict.text}`;
	if (verdict.color === 'green') return `yes: ${verdict.text}`;
	return caution === undefined ? `perhaps: ${verdict.text}` : `perhaps, but ${caution}`;
}
