import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Indexes, IndexNode, IndexUseOnNode, IndexVerdict} from '../../domain/indexes/schema.ts';
import {formerUse, isInUse} from '../../domain/indexes/use.ts';
import type {Caution} from '../../domain/indexes/words.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import {block, info, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import type {CountedElsewhere} from './elsewhere.ts';
import {said} from './words.ts';

/** The evidence about indexes, by node and over time, from when they were chosen. */
export type DropEvidence = {
	readonly nodes: readonly IndexNode[];
	readonly wantedDays: number;
	readonly rows: ReadonlyArray<{
		readonly oid: number;
		readonly verdict: IndexVerdict;
		readonly evidence: readonly IndexUseOnNode[];
	}>;
};

/** Undefined before the evidence is read: a plan then knows the counters of this server only, and says so. */
export function evidenceOf(indexes: Indexes | undefined, oids: readonly number[]): DropEvidence | undefined {
	if (!indexes || indexes.evidence.pending) return undefined;
	const {nodes, rows, evidence} = indexes;
	return {nodes, wantedDays: evidence.wantedDays, rows: rows.filter(({oid}) => oids.includes(oid))};
}

/** The counters of the other servers that were asked. */
export function countedElsewhere(known: DropEvidence | undefined, oid: number): CountedElsewhere[] {
	const others = new Set(known?.nodes.filter(({own, asked}) => asked && !own).map(({node}) => node));
	const uses = known?.rows.find(row => row.oid === oid)?.evidence ?? [];
	return uses.filter(({node}) => others.has(node)).map(({node, scans}) => ({node, scans}));
}

/** Undefined where the index is in use, was used after the evidence was read, or has no evidence. */
export function formerUseOf(
	known: DropEvidence | undefined,
	oid: number,
	scans: number,
	now: Date,
): Caution | undefined {
	const uses = known?.rows.find(row => row.oid === oid)?.evidence;
	const own = known?.nodes.find(node => node.own)?.node;
	const counted = uses?.find(({node}) => node === own)?.scans;
	if (!known || !uses || counted === undefined || scans > counted) return undefined;
	return formerUse(uses, known.wantedDays, now);
}

/** An index may be used on another node between the plan and its turn. */
export function againCheck({nodes}: DropEvidence): Check[] {
	const others = nodes.filter(({own, asked}) => asked && !own).map(({node}) => node);
	return others.length === 0 ? [] : [pass(said('nodes-asked-again', {nodes: others}))];
}

/** Without evidence from other nodes: the counters of this server only. */
export function ownCountersCheck(since: StatisticsSince, now: Date): Check {
	return warn(said('own-counters-only', {counted: countedText(since, now)}));
}

function countedText(since: StatisticsSince, now: Date): string {
	return `${countedSince(since)} (${countedFor(since, now)})`;
}

/**
The verdict on one index, what its evidence is missing, and its use on each node. What another node uses is not dropped:
its queries have no other index there either.
*/
export function evidenceChecks(known: DropEvidence, oid: number, object: string, now: Date): Check[] {
	const row = known.rows.find(item => item.oid === oid);
	if (!row) return [];
	const {answer, code, facts, text, missing} = row.verdict;
	const verdict = {code, facts, text};
	return [
		answer === 'yes' ? info(verdict, {object}) : warn(verdict, {object, title: 'evidence'}),
		...missing.map(reason => warn(reason, {object, title: 'missing evidence'})),
		...row.evidence.map(use => nodeCheck(use, known, object, now)),
	];
}

function nodeCheck(use: IndexUseOnNode, {nodes, wantedDays}: DropEvidence, object: string, now: Date): Check {
	const {node, scans, lastScan, quietSince} = use;
	const found = nodes.find(item => item.node === node);
	const role = found?.own ? 'this server' : (found?.role ?? 'role n/a');
	if (found && !found.own && isInUse(use, wantedDays, now))
		return block(said('in-use-on-node', {node, role, scans}), {object});
	const seen = said('use-on-node', {
		...{node, role, scans},
		lastScan: lastScan?.toISOString() ?? null,
		quietSince: quietSince?.toISOString() ?? null,
		counted: found?.since ? countedText(found.since, now) : null,
	});
	return scans > 0 ? warn(seen, {object, title: 'scans on a node'}) : pass(seen, {object});
}
