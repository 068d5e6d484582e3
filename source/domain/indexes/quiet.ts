import {dateTime, plural} from '../../format/quantities.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {IndexUseOnNode} from './evidence.ts';
import {indexCategory} from './verdict.ts';

const dayMs = 86_400_000;

export const evidenceMethod =
	'Counters of every node since its statistics began, the last scan (16 and later), and what pgdeck saw at each look, kept through resets. The time before an index was first seen counts only where the server keeps times of commits, and the time between the last look before a reset and the reset does not count.';

type Facts = {
	readonly node: string;
	readonly counters: {readonly scans: number; readonly tuplesRead: number; readonly lastScan: Date | null};
	readonly since: StatisticsSince;
	/** It was there at that time. */
	readonly madeBy: Date | null;
	/** What was seen of it. */
	readonly own:
		| {
				readonly firstSeen: Date;
				readonly quietSince: Date;
				readonly seen: number;
				readonly resets: number;
				readonly gapMs: number;
		  }
		| undefined;
};

/** The longest time for which one of the sources says that it was not used. */
export function useOnNode({node, counters, since, madeBy, own}: Facts, now: Date): IndexUseOnNode {
	const {scans, tuplesRead, lastScan} = counters;
	const plain = {gapMs: 0, resets: 0};
	const candidates: Array<Pick<IndexUseOnNode, 'quietSince' | 'basis' | 'gapMs' | 'resets'>> = [];
	if (own)
		candidates.push({
			...plain,
			quietSince: own.quietSince,
			basis: 'own samples',
			gapMs: own.gapMs,
			resets: own.resets,
		});
	if (scans > 0 && lastScan) candidates.push({quietSince: lastScan, basis: 'last scan', ...plain});
	const there = earliest(madeBy, own?.firstSeen ?? null);
	if (scans === 0 && since.at && there) {
		const quietSince = since.at > there ? since.at : there;
		candidates.push({quietSince, basis: 'counters', ...plain});
	}
	const best = candidates.toSorted((a, b) => quietMs(b, now) - quietMs(a, now))[0];
	return {
		...{node, scans, tuplesRead, lastScan},
		...(best ?? {quietSince: null, basis: 'unknown' as const, ...plain}),
		firstSeen: own?.firstSeen ?? null,
		seen: own?.seen ?? 0,
	};
}

function earliest(one: Date | null, other: Date | null): Date | null {
	if (one === null || other === null) return one ?? other;
	return one < other ? one : other;
}

type Quiet = Pick<IndexUseOnNode, 'quietSince' | 'gapMs'>;

/** How long it is known not to be used. */
export function quietMs({quietSince, gapMs}: Quiet, now: Date): number {
	return quietSince ? Math.max(0, now.getTime() - quietSince.getTime() - gapMs) : 0;
}

/** Scans of long ago are no use: as long as no wanted time without any is known, those that are counted speak for it. */
export function isInUse(use: IndexUseOnNode, wantedDays: number, now: Date): boolean {
	return indexCategory(use.scans) === 'Active' && quietMs(use, now) < wantedDays * dayMs;
}

/** That it was in use once, on any of the nodes, however long ago: what comes but once a quarter is past counting on. */
export function formerUse(
	uses: readonly IndexUseOnNode[],
	wantedDays: number,
	now: Date,
): string | undefined {
	const once = uses.filter(({scans}) => indexCategory(scans) === 'Active');
	if (once.length === 0 || once.some(use => isInUse(use, wantedDays, now))) return undefined;
	const scans = once.reduce((sum, use) => sum + use.scans, 0);
	const before = new Date(Math.max(...once.map(({quietSince}) => quietSince?.getTime() ?? 0)));
	return `it was in use before ${dateTime(before)}, ${plural(scans, 'scan')}: what needed it then may come back, as at the end of a quarter`;
}

export function quietDays(uses: readonly Quiet[], now: Date): number | null {
	if (uses.length === 0 || uses.some(({quietSince}) => quietSince === null)) return null;
	return Math.min(...uses.map(use => quietMs(use, now))) / dayMs;
}
