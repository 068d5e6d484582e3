import type {Wanted} from './least-pace.ts';
import type {Topic} from './topic.ts';

/** A timer that fires slightly early must not cost a whole interval. */
const earlyMs = 50;

function isUnseen({id}: Pick<Topic, 'id'>, {shown}: Wanted): boolean {
	return shown !== undefined && !shown.has(id);
}

/** Topics that are not on screen do not hold up the first sample of a connection. They come with the second. */
export function comesSecond(topic: Pick<Topic, 'id' | 'unseenMs'>, wanted: Wanted): boolean {
	return topic.unseenMs !== undefined && isUnseen(topic, wanted);
}

/**
Whether a topic is due.
@param sinceMs time since its last reading; undefined before the first
@param periodMs how often it may be read, including its slowest pace
*/
export function isDue(
	topic: Pick<Topic, 'id' | 'unseenMs' | 'onlyWanted'>,
	sinceMs: number | undefined,
	periodMs: number,
	wanted: Wanted,
): boolean {
	if (topic.onlyWanted && isUnseen(topic, wanted) && wanted.recordedAtLeastMs === undefined) return false;
	if (sinceMs === undefined) return !comesSecond(topic, wanted);
	return sinceMs >= periodMs - earlyMs;
}
