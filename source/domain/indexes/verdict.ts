import {plural} from '../../format/quantities.ts';
import type {IndexCatalogRow, IndexUse} from '../../queries/indexes/indexes.ts';
import type {IndexVerdict} from './evidence.ts';

type IndexCategory = 'Unused' | 'Low usage' | 'Active';

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

/**
Why an index can't or mustn't be dropped, whatever its scans. Empty where nothing stands against it. Only what holds is
put into words: there may be 40,000 indexes, of which most have nothing.
*/
export function dropBlockers(index: IndexCatalogRow): string[] {
	const {primary, exclusion, unique, constraint, referencedBy, extension} = index;
	const reasons: string[] = [];
	if (primary) reasons.push('it is the primary key');
	if (exclusion) reasons.push(`it enforces the exclusion constraint ${constraint ?? ''}`.trimEnd());
	if (constraint !== null && !primary && !exclusion) reasons.push(`it backs the constraint ${constraint}`);
	if (unique && !primary && constraint === null) {
		reasons.push(
			'it is unique: it keeps duplicates out, which counts as no scan, and ON CONFLICT may rely on it, however seldom',
		);
	}
	if (referencedBy !== null) reasons.push(`the foreign key ${referencedBy} points at it`);
	if (index.replicaIdentity) reasons.push("it is the table's replica identity: logical replication needs it");
	if (index.partitionChild) reasons.push('it is part of an index on a partitioned table');
	if (index.partitioned)
		reasons.push(
			'it is on a partitioned table: DROP INDEX CONCURRENTLY does not work there, and DROP INDEX locks all of it, for readers too',
		);
	if (extension !== null) reasons.push(`it belongs to the extension ${extension}`);
	if (index.building) reasons.push('it is being built right now');
	return reasons;
}

/** What to think of before dropping it. */
export function dropCautions(index: IndexCatalogRow, counters: IndexUse): string[] {
	const {onlySupportOf} = index;
	const reasons: string[] = [];
	if (onlySupportOf !== null) {
		reasons.push(
			`it alone serves the foreign key ${onlySupportOf}: without it, deletes on the other table scan this one`,
		);
	}
	if (index.expression)
		reasons.push('the planner loses the statistics of its expression, unless something else has them');
	if (index.clustered) reasons.push('CLUSTER orders the table by it');
	if (index.partial)
		reasons.push(`it is partial, ${rowsOf(index)}: they may matter more than its scans tell`);
	if (!index.valid) reasons.push('it is INVALID: no query uses it, and writes may still pay for it');
	// Of many scans nothing follows from that: one row each is what lookups by key read.
	if (indexCategory(counters.scans) === 'Low usage' && counters.tuplesRead <= counters.scans)
		reasons.push('its few scans read hardly a row: perhaps only the planner looking at its ends');
	return reasons;
}

function rowsOf({rowsEstimate}: IndexCatalogRow): string {
	return rowsEstimate === null
		? 'of rows that were never counted'
		: `of about ${plural(Math.round(rowsEstimate), 'row')}`;
}

type Judged = {
	readonly blockers: readonly string[];
	readonly cautions: readonly string[];
	readonly owned: boolean;
	readonly verdict: IndexVerdict;
};

/** Whether it can be dropped, in a few words. */
export function dropVerdict({blockers: [blocker], cautions: [caution], owned, verdict}: Judged): string {
	if (blocker !== undefined) return `no: ${blocker}`;
	if (!owned) return 'no: this role does not own its table';
	if (verdict.color === 'none') return `no: ${verdict.text}`;
	if (verdict.color === 'green') return `yes: ${verdict.text}`;
	return caution === undefined ? `perhaps: ${verdict.text}` : `perhaps, but ${caution}`;
}
