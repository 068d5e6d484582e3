import {readBlocking} from '../../queries/blocking.ts';
import {blockingGraph} from '../../snapshot/blocking-graph.ts';
import type {Topic} from '../topic.ts';

export function blockingTopic(): Topic<'blocking'> {
	return {
		id: 'blocking',
		connection: 'sampling',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		read: async ({reader, server}) => blockingGraph(await readBlocking(reader, server.versionNumber)),
	};
}
