import type {IndexCatalogRow, IndexUse} from '../../queries/indexes/indexes.ts';
import type {IndexNode, IndexUseOnNode, IndexVerdict} from './schema.ts';
import {isInUse, manyScans, quietDays, quietMs} from './use.ts';
import {
	type Answer,
	type Blocker,
	blocker,
	type Caution,
	caution,
	type DropVerdict,
	type Gap,
	gap,
	owner,
	reasonLabel,
	use,
} from './words.ts';

/** Days without use that "unused" requires, unless the configuration says otherwise: a month's end is among them. */
export const usualUnusedDays = 35;

/** Below this many pages, the planner reads a table whole whatever indexes there are. */
const fewPages = 10;
const fewTableScans = 10;
const manyEntriesPerScan = 10_000;

export type IndexCategory = 'Unused' | 'Low usage' | 'Active';

/** The categories of the registry's view index_usage_summary. */
export function indexCategory(scans: number): IndexCategory {
	if (scans === 0) return 'Unused';
	return scans < manyScans ? 'Low usage' : 'Active';
}

/** The category of a valid index, or why no query can use it. */
export function indexState(index: {
	readonly valid: boolean;
	readonly building: boolean;
	readonly category: IndexCategory;
}): IndexCategory | 'building' | 'INVALID' {
	return index.valid ? index.category : index.building ? 'building' : 'INVALID';
}

/** Empty where nothing stands against a drop, as for most of 40,000 indexes. */
export function dropBlockers(index: IndexCatalogRow): Blocker[] {
	const {primary, exclusion, unique, constraint, referencedBy, extension} = index;
	const found: Blocker[] = [];
	if (primary) found.push(blocker('primary-key'));
	if (exclusion) found.push(blocker('exclusion-constraint', {constraint}));
	if (constraint !== null && !primary && !exclusion) found.push(blocker('constraint', {constraint}));
	if (unique && !primary && constraint === null) found.push(blocker('unique'));
	if (referencedBy !== null) found.push(blocker('foreign-key-target', {foreignKeys: referencedBy}));
	if (index.replicaIdentity) found.push(blocker('replica-identity'));
	if (index.partitionChild) found.push(blocker('partition'));
	if (index.partitioned) found.push(blocker('partitioned-table'));
	if (extension !== null) found.push(blocker('extension', {extension}));
	if (index.building) found.push(blocker('building'));
	return found;
}

/** Cautions before a drop. */
export function dropCautions(index: IndexCatalogRow, {scans, tuplesRead}: IndexUse): Caution[] {
	const {onlySupportOf, rowsEstimate} = index;
	const found: Caution[] = [];
	if (onlySupportOf !== null) found.push(caution('foreign-key-support', {foreignKeys: onlySupportOf}));
	if (index.expression) found.push(caution('expression'));
	if (index.clustered) found.push(caution('clustered'));
	if (index.partial)
		found.push(caution('partial', {rows: rowsEstimate === null ? null : Math.round(rowsEstimate)}));
	if (!index.valid) found.push(caution('invalid'));
	// Lookups by key read one row a scan, so many scans with few rows are ordinary use.
	if (indexCategory(scans) === 'Low usage' && tuplesRead <= scans) found.push(caution('planner-probes'));
	return found;
}

/** Why few scans may say little about an index. */
export function indexDoubts(index: IndexCatalogRow, {scans, tuplesRead}: IndexUse): Caution[] {
	const {tablePages, tableScans, partitioned} = index;
	const found: Caution[] = [];
	if (!partitioned && tablePages > 0 && tablePages < fewPages)
		found.push(caution('small-table', {pages: tablePages}));
	if (tableScans !== null && tableScans < fewTableScans) found.push(caution('idle-table', {tableScans}));
	const entriesPerScan = scans === 0 ? 0 : tuplesRead / scans;
	if (indexCategory(scans) === 'Low usage' && entriesPerScan >= manyEntriesPerScan)
		found.push(caution('heavy-scans', {entriesPerScan: Math.round(entriesPerScan)}));
	if (index.method === 'brin') found.push(caution('brin'));
	if (isLeftover(index)) found.push(caution('rebuild-leftover'));
	return found;
}

/** An INVALID copy named as an interrupted REINDEX CONCURRENTLY leaves it. */
export function isLeftover({valid, name}: Pick<IndexCatalogRow, 'valid' | 'name'>): boolean {
	return !valid && /._cc(?:new|old)\d*$/.test(name);
}

type Evidence = {
	readonly valid: boolean;
	readonly building: boolean;
	readonly blockers: readonly Blocker[];
	readonly cautions: readonly Caution[];
	/** On the nodes that were asked. */
	readonly uses: readonly IndexUseOnNode[];
};

/** "yes" requires all the wanted days on every known node, and no caution. */
export function indexVerdict(
	{valid, building, blockers, cautions, uses}: Evidence,
	nodes: readonly IndexNode[],
	wantedDays: number,
	now: Date,
): IndexVerdict {
	const days = quietDays(uses, now);
	const made = (answer: Answer, reason: ReturnType<typeof use>, missing: Gap[] = []): IndexVerdict => ({
		...{answer, ...reason, missing},
		quietDays: days === null ? null : Math.round(days * 100) / 100,
	});
	if (!valid) return building ? made('no', use('building')) : made('maybe', use('invalid'));
	const busy = uses.find(item => isInUse(item, wantedDays, now));
	if (busy) {
		const elsewhere = nodes.some(({own, node}) => !own && node === busy.node);
		return made('no', use('in-use', {node: elsewhere ? busy.node : null, scans: busy.scans}));
	}
	const missing = gapsOf(uses, nodes, days, wantedDays, now);
	const quiet = use(uses.every(({scans}) => scans === 0) ? 'unused' : 'quiet', {
		quietDays: days === null ? null : Math.floor(days),
		nodesAsked: nodes.filter(({asked}) => asked).length,
		nodes: nodes.length,
	});
	if (blockers.length > 0) return made('no', quiet, missing);
	return made(missing.length === 0 && cautions.length === 0 ? 'yes' : 'maybe', quiet, missing);
}

function gapsOf(
	uses: readonly IndexUseOnNode[],
	nodes: readonly IndexNode[],
	days: number | null,
	wantedDays: number,
	now: Date,
): Gap[] {
	const ofNodes = [
		...nodes
			.filter(({asked, since}) => asked && since?.at === null)
			.map(({node, user}) => gap('counting-since-hidden', {node, role: user})),
		...nodes
			.filter(({asked}) => !asked)
			.map(({node, reason}) => gap('node-not-asked', {node, reason: reason?.text ?? null})),
	];
	if (days !== null && days >= wantedDays) return ofNodes;
	const [least] = uses.toSorted((one, other) => quietMs(one, now) - quietMs(other, now));
	const isFirst =
		least?.basis === 'own-samples' && least.firstSeen?.getTime() === least.quietSince?.getTime();
	const history = gap('short-history', {
		knownDays: days === null ? null : Math.floor(days),
		wantedDays,
		firstSeen: (isFirst && least.firstSeen?.toISOString()) || null,
	});
	return [history, ...ofNodes];
}

type Judged = {
	readonly blockers: readonly Blocker[];
	readonly cautions: readonly Caution[];
	readonly owned: boolean;
	readonly verdict: IndexVerdict;
};

/** Whether this role can drop an index, and the first reason. */
export function dropVerdict({blockers, cautions, owned, verdict}: Judged): DropVerdict {
	const [against] = blockers;
	if (against) return {answer: 'no', ...against};
	if (!owned) return {answer: 'no', ...owner('not-owner')};
	const {answer, code, facts, text} = verdict;
	const [consider] = cautions;
	return answer === 'maybe' && consider ? {answer, ...consider} : {answer, code, facts, text};
}

/** The reason beside the answer: no `primary key`, maybe `only FK index`, yes `42 d, 2 nodes`. */
export function dropReason(row: Judged): string {
	return reasonLabel(dropVerdict(row), row.verdict.missing);
}
