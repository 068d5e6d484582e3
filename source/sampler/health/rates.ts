import type {Rates} from '../../domain/snapshot/schema.ts';
import type {HealthRow} from '../../queries/health/health.ts';

const counters = ['commits', 'rollbacks', 'blocksHit', 'blocksRead', 'deadlocks', 'tempBytes'] as const;

/**
What the counters did between two samples, a second. Null for the first sample, and `reset` where they began anew:
after a restart or pg_stat_reset() a rate would be a lie.
*/
export function healthRates(
	current: HealthRow,
	previous: HealthRow | undefined,
): {rates: Rates | null; reset: boolean} {
	if (!previous) return {rates: null, reset: false};
	const overMs = current.serverTime.getTime() - previous.serverTime.getTime();
	const began = current.statsReset?.getTime() !== previous.statsReset?.getTime();
	const restarted = current.startedAt.getTime() !== previous.startedAt.getTime();
	if (began || restarted || counters.some(counter => current[counter] < previous[counter])) {
		return {rates: null, reset: true};
	}
	if (overMs <= 0) return {rates: null, reset: false};
	const rate = (counter: (typeof counters)[number]) =>
		((current[counter] - previous[counter]) * 1000) / overMs;
	const hit = current.blocksHit - previous.blocksHit;
	const reads = hit + current.blocksRead - previous.blocksRead;
	return {
		rates: {
			overMs,
			transactions: rate('commits') + rate('rollbacks'),
			rollbacks: rate('rollbacks'),
			cacheHit: reads === 0 ? null : hit / reads,
			blocksHit: rate('blocksHit'),
			blocksRead: rate('blocksRead'),
			deadlocks: rate('deadlocks'),
			tempBytes: rate('tempBytes'),
		},
		reset: false,
	};
}
