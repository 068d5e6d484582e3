import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Indexes, IndexNode, IndexUseOnNode, IndexVerdict} from '../../domain/indexes/schema.ts';
import {formerUse, isInUse} from '../../domain/indexes/use.ts';
import {dateTime, plural} from '../../format/quantities.ts';
import type {Check} from '../engine/plan.ts';
import type {CountedElsewhere} from './elsewhere.ts';

/** What was known of indexes, by every node and over time, when they were chosen. */
export type DropEvidence = {
	readonly nodes: readonly IndexNode[];
	readonly wantedDays: number;
	readonly rows: ReadonlyArray<{
		readonly oid: number;
		readonly verdict: IndexVerdict;
		readonly evidence: readonly IndexUseOnNode[];
	}>;
};

/** Undefined where it was not looked at yet: then a plan knows of this server alone, and says so. */
export function evidenceOf(indexes: Indexes | undefined, oids: readonly number[]): DropEvidence | undefined {
	if (!indexes || indexes.evidence.pending) return undefined;
	const {nodes, rows, evidence} = indexes;
	return {nodes, wantedDays: evidence.wantedDays, rows: rows.filter(({oid}) => oids.includes(oid))};
}

/** What the other servers that were asked have counted of it. */
export function countedElsewhere(known: DropEvidence | undefined, oid: number): CountedElsewhere[] {
	const others = new Set(known?.nodes.filter(({own, asked}) => asked && !own).map(({node}) => node));
	const uses = known?.rows.find(row => row.oid === oid)?.evidence ?? [];
	return uses.filter(({node}) => others.has(node)).map(({node, scans}) => ({node, scans}));
}

/**
That an index was in use once and has been left alone for long; undefined where it is in use, or was used since that was
looked at, or where nobody looked.
*/
export function formerUseOf(
	known: DropEvidence | undefined,
	oid: number,
	scans: number,
	now: Date,
): string | undefined {
	const uses = known?.rows.find(row => row.oid === oid)?.evidence;
	const own = known?.nodes.find(node => node.own)?.node;
	const counted = uses?.find(({node}) => node === own)?.scans;
	if (!known || !uses || counted === undefined || scans > counted) return undefined;
	return formerUse(uses, known.wantedDays, now)?.text;
}

/** Those that are asked again, since an index may be used there between the plan and its turn. */
export function againCheck({nodes}: DropEvidence): Check[] {
	const others = nodes.filter(({own, asked}) => asked && !own).map(({node}) => node);
	return others.length === 0
		? []
		: [{name: 'nodes', verdict: 'pass', detail: `asked again before each drop: ${others.join(', ')}`}];
}

/**
What "unused" stands on for one index: the verdict with what is missing, and each node. What another node uses is not
dropped: its queries have no other index there either.
*/
export function evidenceChecks(known: DropEvidence, oid: number, name: string, now: Date): Check[] {
	const row = known.rows.find(item => item.oid === oid);
	if (!row) return [];
	const {verdict, evidence} = row;
	const missing =
		verdict.missing.length === 0 ? '' : `. Missing: ${verdict.missing.map(({text}) => text).join('; ')}`;
	return [
		{
			name,
			verdict: verdict.answer === 'yes' ? 'pass' : 'warn',
			detail: `${name}: ${verdict.text}${missing}`,
		},
		...evidence.map(use => nodeCheck(use, known, name, now)),
	];
}

function nodeCheck(use: IndexUseOnNode, {nodes, wantedDays}: DropEvidence, name: string, now: Date): Check {
	const {node, scans, lastScan, quietSince} = use;
	const found = nodes.find(item => item.node === node);
	const where = `${node} (${found?.own ? 'this server' : (found?.role ?? 'role n/a')})`;
	if (found && !found.own && isInUse(use, wantedDays, now))
		return {name, verdict: 'block', detail: `${name} is in use on ${where}: ${plural(scans, 'scan')}`};
	const last = lastScan === null ? '' : `, the last ${dateTime(lastScan)}`;
	const quiet = quietSince === null ? 'unused since n/a' : `unused since ${dateTime(quietSince)}`;
	const counted = found?.since
		? `, counted ${countedSince(found.since)} (${countedFor(found.since, now)})`
		: '';
	return {
		name,
		verdict: scans > 0 ? 'warn' : 'pass',
		detail: `${name} on ${where}: ${plural(scans, 'scan')}${last}, ${quiet}${counted}`,
	};
}
