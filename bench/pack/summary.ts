import {type Area, areas, promises} from './documents.ts';
import {median} from './plan.ts';
import type {Results} from './run.ts';

/** `unused`: no index of the pack is in any plan, and any difference is chance. */
type Verdict = 'faster' | 'alike' | 'slower' | 'unused';

export type PatternSummary = {
	/** The number by which the report's tables refer to it. */
	readonly number: number;
	readonly area: Area;
	readonly name: string;
	readonly meant: string | undefined;
	/** Means over the parameter sets of the medians of their runs. */
	readonly without: {readonly ms: number; readonly buffers: number};
	readonly with: {readonly ms: number; readonly buffers: number};
	/** A fraction; below 0 if the indexes made it slower. */
	readonly saved: number;
	readonly savedBySet: readonly number[];
	/** Indexes in its plans, including primary keys, each with the number of sets that used it. */
	readonly indexes: ReadonlyMap<string, number>;
	readonly verdict: Verdict;
};

/** A smaller difference is within the noise of the same statement. */
const noticeable = {share: 0.1, ms: 0.02};

export function summarize(results: Results): PatternSummary[] {
	const own = new Set(results.indexes.map(({name}) => name));
	return results.patterns.map(({pattern, sets}, index) => {
		const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
		const without = {
			ms: mean(sets.map(set => set.without.executionMs)),
			buffers: mean(sets.map(set => set.without.buffers)),
		};
		const withThem = {
			ms: mean(sets.map(set => set.with.executionMs)),
			buffers: mean(sets.map(set => set.with.buffers)),
		};
		const indexes = new Map<string, number>();
		for (const name of sets.flatMap(set => set.with.indexes)) indexes.set(name, (indexes.get(name) ?? 0) + 1);
		const used = [...indexes.keys()].some(name => own.has(name));
		return {
			number: index + 1,
			area: pattern.area,
			name: pattern.name,
			meant: pattern.meant,
			without,
			with: withThem,
			saved: 1 - withThem.ms / without.ms,
			savedBySet: sets.map(set => 1 - set.with.executionMs / set.without.executionMs),
			indexes,
			verdict: used ? verdictOf(without.ms, withThem.ms) : 'unused',
		};
	});
}

function verdictOf(withoutMs: number, withMs: number): Verdict {
	const difference = withoutMs - withMs;
	if (Math.abs(difference) < noticeable.ms || Math.abs(difference) < noticeable.share * withoutMs)
		return 'alike';
	return difference > 0 ? 'faster' : 'slower';
}

type AreaSummary = {
	readonly area: Area;
	readonly promised: readonly [least: number, most: number];
	readonly patterns: number;
	/** Queries that saved at least the least promise through an index of the pack. */
	readonly kept: number;
	readonly medianSaved: number;
	readonly leastSaved: number;
	readonly mostSaved: number;
};

export function summarizeAreas(patterns: readonly PatternSummary[]): AreaSummary[] {
	return areas.flatMap(area => {
		const own = patterns.filter(pattern => pattern.area === area);
		if (own.length === 0) return [];
		// Nothing was saved without an index of the pack, or within the noise.
		const saved = own.map(({verdict, saved: part}) =>
			verdict === 'faster' || verdict === 'slower' ? part : 0,
		);
		const promised = promises[area];
		return [
			{
				area,
				promised,
				patterns: own.length,
				kept: saved.filter(part => part * 100 >= promised[0]).length,
				medianSaved: median(saved),
				leastSaved: Math.min(...saved),
				mostSaved: Math.max(...saved),
			},
		];
	});
}
