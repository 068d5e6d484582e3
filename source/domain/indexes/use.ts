import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {IndexUseOnNode} from './schema.ts';
import {type Caution, caution} from './words.ts';

const dayMs = 86_400_000;
/** From here on the category is Active. */
export const manyScans = 100;

export const evidenceMethod =
	'Three sources on every node: the counters since their start, the last scan (PostgreSQL 16 and later), and the samples of pgdeck, which survive a reset of the counters. The time before pgdeck first saw an index counts only where the server keeps commit timestamps. The time between the last sample before a reset and the reset does not count.';

type Facts = {
	readonly node: string;
	readonly counters: {readonly scans: number; readonly tuplesRead: number; readonly lastScan: Date | null};
	readonly since: StatisticsSince;
	/** The index existed at that time. */
	readonly madeBy: Date | null;
	/** The samples of pgdeck. */
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

/** The longest time without use that any of the sources proves. */
export function useOnNode({node, counters, since, madeBy, own}: Facts, now: Date): IndexUseOnNode {
	const {scans, tuplesRead, lastScan} = counters;
	const plain = {gapMs: 0, resets: 0};
	const candidates: Array<Pick<IndexUseOnNode, 'quietSince' | 'basis' | 'gapMs' | 'resets'>> = [];
	if (own) {
		const {quietSince, gapMs, resets} = own;
		candidates.push({quietSince, basis: 'own-samples', gapMs, resets});
	}
	if (scans > 0 && lastScan) candidates.push({quietSince: lastScan, basis: 'last-scan', ...plain});
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

/** The known time without use. */
export function quietMs({quietSince, gapMs}: Quiet, now: Date): number {
	return quietSince ? Math.max(0, now.getTime() - quietSince.getTime() - gapMs) : 0;
}

/** In days, on the node where it is shortest; null where it is unknown on one of them. */
export function quietDays(uses: readonly Quiet[], now: Date): number | null {
	if (uses.length === 0 || uses.some(({quietSince}) => quietSince === null)) return null;
	return Math.min(...uses.map(use => quietMs(use, now))) / dayMs;
}

/** Many counted scans are use until the wanted days without a scan are known. */
export function isInUse(use: IndexUseOnNode, wantedDays: number, now: Date): boolean {
	return use.scans >= manyScans && quietMs(use, now) < wantedDays * dayMs;
}

/** Many scans on any node, long ago: work that runs once a quarter exceeds the wanted days. */
export function formerUse(
	uses: readonly IndexUseOnNode[],
	wantedDays: number,
	now: Date,
): Caution | undefined {
	const once = uses.filter(({scans}) => scans >= manyScans);
	if (once.length === 0 || once.some(use => isInUse(use, wantedDays, now))) return undefined;
	const scans = once.reduce((sum, use) => sum + use.scans, 0);
	const before = new Date(Math.max(...once.map(({quietSince}) => quietSince?.getTime() ?? 0)));
	return caution('former-use', {scans, before: before.toISOString()});
}
