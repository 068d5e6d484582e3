/**
Share of one core that the questions of every sample may take on the server, on average. As much again is left to those
with a pace of their own, so that all together stay below one percent.
*/
export const costBudget = 0.005;

/** Of what the vital signs leave, the part of what is on screen, which comes before all that nobody looks at. */
const shownShare = 0.75;

type Turns = {
	/** The topic that is served before all others, from up to half of the budget: the vital signs. */
	readonly first?: string;
	readonly shown?: ReadonlySet<string>;
	/** How seldom a topic is asked anyway: what it takes of an interval is so much the less. */
	readonly leastMs?: (topic: string) => number;
};

/**
How often each topic may be asked so that all of them together keep to the budget: cheap ones at every interval, dear
ones as seldom as they must. What is on screen is served first. The budget of a tick is shared out from the cheapest up:
what one topic leaves of its share goes to the dearer ones.
@param costs what one reading of each topic takes on average, in milliseconds
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
	/** Gives them a share of what there is, and tells what they take of it. */
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
A moving average that follows a change within a few readings. The first counts like any other: it is dear because nothing
is cached yet, and tells little of those to come. After it, one answer that is many times as late as the others has most
likely waited, for a core or a lock: taken at its word it would leave a pane without news for a minute, in the middle of
the incident that made it late. One that has become dear for good is known as that within ten readings.
*/
export function average(previous: number | undefined, value: number): number {
	if (previous === undefined) return value * 0.3;
	return previous * 0.7 + Math.min(value, Math.max(previous * mostTimes, fewMs)) * 0.3;
}

/** So many times what is usual counts as that, and what is shorter than this counts in full. */
const mostTimes = 3;
const fewMs = 2;
