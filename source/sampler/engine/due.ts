import type {Wanted} from './least-pace.ts';
import type {Topic} from './topic.ts';

/** A timer that fires a moment early must not cost a whole interval. */
const earlyMs = 50;

function isUnseen({id}: Pick<Topic, 'id'>, {shown}: Wanted): boolean {
	return shown !== undefined && !shown.has(id);
}

/** What nobody looks at does not hold up the first sample of a connection: it comes with the second. */
export function comesSecond(topic: Pick<Topic, 'id' | 'unseenMs'>, wanted: Wanted): boolean {
	return topic.unseenMs !== undefined && isUnseen(topic, wanted);
}

/**
Whether a topic is to be read now.
@param sinceMs how long ago it was read; undefined for one that has had no turn yet
@param periodMs how often it may be read, the least pace of the topic included
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
