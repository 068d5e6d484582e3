/**
Average share of one core that the queries of every sample may use on the server. Queries with a pace of their own may
use as much again, so that all together stay below one percent.
*/
export const costBudget = 0.005;

/** Share of the budget left by the vital signs that goes to the sections on screen, which come before all others. */
const shownShare = 0.75;

type Turns = {
	/** The topic served first, with up to half of the budget: the vital signs. */
	readonly first?: string;
	readonly shown?: ReadonlySet<string>;
	/** The longest time between two readings, which reduces the topic's share of an interval. */
	readonly leastMs?: (topic: string) => number;
};

/**
How often each topic may be read so that all keep to the budget: cheap ones at every interval, expensive ones less
often. Sections on screen are served first. The budget is divided from the cheapest topic up, and the unused part of a
share goes to more expensive topics.
@param costs average milliseconds of one reading of each topic
@returns milliseconds between two readings of each topic
*/
export function periods(
	costs: ReadonlyMap<string, number>,
	intervalMs: number,
	budget = costBudget,
	{first, shown = new Set(), leastMs = () => 0}: Turns = {},
): Map<string, number> {
	const result = new Map<string, number>();
	let left = intervalMs * budget;
	/** Gives these topics a share of the budget and returns what they use of it. */
	const serve = (topics: readonly string[], share: number): number => {
		const wanted = topics.map(topic => {
			const atLeastMs = Math.max(intervalMs, leastMs(topic));
			return {topic, atLeastMs, takes: ((costs.get(topic) ?? 0) * intervalMs) / atLeastMs};
		});
		let rest = share;
		for (const [index, {topic, atLeastMs, takes}] of wanted.toSorted((a, b) => a.takes - b.takes).entries()) {
			const own = rest / (wanted.length - index);
			result.set(topic, takes <= own ? atLeastMs : (atLeastMs * takes) / own);
			rest -= Math.min(takes, own);
		}
		return share - rest;
	};
	const others = [...costs.keys()].filter(topic => topic !== first);
	if (first !== undefined && costs.has(first)) left -= serve([first], left / 2);
	const unseen = others.filter(topic => !shown.has(topic));
	left -= serve(
		others.filter(topic => shown.has(topic)),
		unseen.length === 0 ? left : left * shownShare,
	);
	serve(unseen, left);
	return result;
}

/**
A moving average that follows a change within a few readings. The first reading is expensive because nothing is cached
yet. Later, a single reading that takes many times as long as the others has probably waited for a core or a lock: taken
at face value it would leave a pane without news for a minute, in the middle of the incident that delayed it. A lasting
change is recognized within ten readings.
*/
export function average(previous: number | undefined, value: number): number {
	if (previous === undefined) return value * 0.3;
	return previous * 0.7 + Math.min(value, Math.max(previous * mostTimes, fewMs)) * 0.3;
}

/** A reading counts as an outlier above this factor; readings shorter than this count in full. */
const mostTimes = 3;
const fewMs = 2;
