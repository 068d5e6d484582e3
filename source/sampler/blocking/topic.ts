import {blockingGraph} from '../../domain/blocking/blocking-graph.ts';
import {readBlocking} from '../../queries/blocking/blocking.ts';
import type {Topic} from '../engine/topic.ts';

/** A finding needs it. The number of waiting sessions is among the vital signs of each sample. */
const unseenMs = 5000;

export function blockingTopic(): Topic<'blocking'> {
	return {
		id: 'blocking',
		connection: 'sampling',
		unseenMs,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		read: async ({reader, server}) => blockingGraph(await readBlocking(reader, server.versionNumber)),
	};
}
