import {readProgress, readProgressViews} from '../../queries/progress.ts';
import {workOf} from '../../snapshot/progress-share.ts';
import {createPace} from '../pace.ts';
import type {Topic} from '../topic.ts';

/** Work that tells how far it is. */
export function progressTopic(): Topic<'progress'> {
	const views = createPace<string[]>({minimumMs: 3_600_000, share: 0.0002});
	return {
		id: 'progress',
		connection: 'sampling',
		// No finding stands on it.
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
