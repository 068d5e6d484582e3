import type {Live} from './live.ts';

/** While nothing is sampled, ages on screen are updated this often. */
const pausedMs = 5000;
/** While a lost server is not queried, the countdown to the next attempt is updated this often. */
const lostMs = 1000;
/** The shortest pause between two samples, however long they take. */
const leastMs = 50;

type Moving = Pick<Live, 'link' | 'paused' | 'intervalMs'>;

/** Time until the next turn, measured from the start of the last one. */
export function nextTurnMs({link, paused, intervalMs}: Moving, startedAt: number, now: number): number {
	if (link.state === 'lost') return Math.min(lostMs, Math.max(0, link.nextAttemptAt.getTime() - now));
	return paused ? pausedMs : Math.max(leastMs, startedAt + intervalMs - now);
}

/** Whether a turn queries the server without being asked to. Otherwise only the ages on screen are updated. */
export function asksServer({link, paused}: Pick<Live, 'link' | 'paused'>, now: number): boolean {
	return !(paused || (link.state === 'lost' && link.nextAttemptAt.getTime() > now));
}
