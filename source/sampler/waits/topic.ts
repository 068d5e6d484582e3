import type {WaitPoint} from '../../domain/waits/schema.ts';
import type {Reader} from '../../postgres/reader.ts';
import {
	readWaitCounts,
	readWaitSessions,
	type WaitCount,
	type WaitSession,
} from '../../queries/waits/waits.ts';
import {average} from '../engine/schedule.ts';
import type {Topic} from '../engine/topic.ts';

/** Share of one core for the samples between snapshots, in addition to the budget of the snapshots. */
const share = 0.002;
const leastMs = 1000;
/** Points kept between two snapshots. None are taken while the console is paused. */
const mostPoints = 120;

/** Active sessions by wait event: counts every second while that is cheap, and the sessions at each snapshot. */
export function waitsTopic(): Topic<'waits'> {
	let points: WaitPoint[] = [];
	let lastAt = Number.NEGATIVE_INFINITY;
	let lookMs: number | undefined;

	const everyMs = () => Math.max(leastMs, (lookMs ?? 0) / share);
	const keep = (at: Date, counts: readonly WaitCount[], sessions: readonly WaitSession[] | null) => {
		points.push({
			at,
			hidden: counts.find(item => item.class === 'hidden')?.count ?? 0,
			counts: counts.filter(item => item.class !== 'hidden'),
			sessions: sessions && [...sessions],
		});
		points = points.slice(-mostPoints);
		lastAt = at.getTime();
	};
	const counted = async (reader: Reader) => {
		const before = reader.cost.tookMs;
		const counts = await readWaitCounts(reader);
		lookMs = average(lookMs, reader.cost.tookMs - before);
		return counts;
	};

	return {
		id: 'waits',
		connection: 'sampling',
		// Not part of the first snapshot, which it would delay.
		unseenMs: 0,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		beat: {
			dueInMs: now => lastAt + everyMs() - now.getTime(),
			async look(reader, at) {
				keep(at, await counted(reader), null);
			},
		},
		async read({reader, apart, now}) {
			const [counts, sessions] = await Promise.all([counted(apart), readWaitSessions(reader)]);
			keep(now, counts, sessions);
			const taken = points;
			points = [];
			return {everyMs: everyMs(), lookMs: lookMs ?? 0, points: taken};
		},
	};
}
