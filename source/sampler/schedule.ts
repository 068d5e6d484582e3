/**
Share of one core that the questions of every sample may take on the server, on average. As much again is left to those
with a pace of their own, so that all together stay below one percent.
*/
export const costBudget = 0.005;

/**
How often each topic may be asked so that all of them together keep to the budget: cheap ones at every interval, dear
ones as seldom as they must. The budget of a tick is shared out from the cheapest up: what one topic leaves of its share
goes to the dearer ones.
@param costs what one reading of each topic takes on average, in milliseconds
@param first the topic that is served before all others, from up to half of the budget: the vital signs
@returns milliseconds between two readings of each topic
*/
export function periods(
	costs: ReadonlyMap<string, number>,
	intervalMs: number,
	budget = costBudget,
	first?: string,
): Map<string, number> {
	const result = new Map<string, number>();
	let left = intervalMs * budget;
	const firstCost = first === undefined ? undefined : costs.get(first);
	if (first !== undefined && firstCost !== undefined) {
		result.set(first, intervalMs * Math.max(1, firstCost / (left / 2)));
		left -= Math.min(firstCost, left / 2);
	}
	const ascending = [...costs].filter(([topic]) => topic !== first).sort(([, a], [, b]) => a - b);
	for (const [index, [topic, cost]] of ascending.entries()) {
		const share = left / (ascending.length - index);
		if (cost <= share) {
			result.set(topic, intervalMs);
			left -= cost;
		} else {
			result.set(topic, (intervalMs * cost) / share);
			left -= share;
		}
	}
	return result;
}

/**
A moving average that follows a change within a few readings. The first counts like any other: it is dear because nothing
is cached yet, and tells little of those to come.
*/
export function average(previous: number | undefined, value: number): number {
	return (previous ?? 0) * 0.7 + value * 0.3;
}

/**
When to try a lost server again: 1, 2, 4, 8 and then every 15 seconds, a fifth of it by chance, so that many consoles
do not come back at the same moment.
@param random from 0 to 1
*/
export function reconnectDelayMs(attempt: number, random: number): number {
	const delay = Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
	return Math.round(delay * (0.9 + random * 0.2));
}
