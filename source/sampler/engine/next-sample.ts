import type {Live} from './live.ts';

/** While nothing is sampled, ages on screen move this often. */
const pausedMs = 5000;
/** While a lost server is not asked, what is told of the next attempt moves this often. */
const lostMs = 1000;
/** Between two samples, however long they take. */
const leastMs = 50;

type Moving = Pick<Live, 'link' | 'paused' | 'intervalMs'>;

/** How long until the next turn: as long after the beginning of the last one as the interval says. */
export function nextTurnMs({link, paused, intervalMs}: Moving, startedAt: number, now: number): number {
	if (link.state === 'lost') return Math.min(lostMs, Math.max(0, link.nextAttemptAt.getTime() - now));
	return paused ? pausedMs : Math.max(leastMs, startedAt + intervalMs - now);
}

/** Whether a turn asks the server, where nobody has asked for it: else only the ages on screen move on. */
export function asksServer({link, paused}: Pick<Live, 'link' | 'paused'>, now: number): boolean {
	return !(paused || (link.state === 'lost' && link.nextAttemptAt.getTime() > now));
}
