import {workOf} from '../../domain/progress/share.ts';
import {readProgress, readProgressViews} from '../../queries/progress/progress.ts';
import {createPace} from '../engine/pace.ts';
import type {Topic} from '../engine/topic.ts';

/** Operations that report progress. */
export function progressTopic(): Topic<'progress'> {
	const views = createPace<string[]>({minimumMs: 3_600_000, share: 0.0002});
	return {
		id: 'progress',
		connection: 'sampling',
		// No finding needs it.
		unseenMs: Number.POSITIVE_INFINITY,
		grant: ({server}) => `GRANT pg_read_all_stats TO ${server.quotedUser}`,
		async read({reader, apart, now, server}) {
			const {value: names} = await views(server.version, now, apart, readProgressViews);
			const rows = await readProgress(reader, names);
			return {
				kinds: names.map(name => name.replace('pg_stat_progress_', '')),
				rows: rows.map(workOf),
			};
		},
	};
}
