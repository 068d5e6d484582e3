import {readLocks} from '../../queries/locks/locks.ts';
import type {Topic} from '../engine/topic.ts';

const most = 500;
/** No finding needs it: it is read while its pane is open. */
const unseenMs = 600_000;

export function locksTopic(): Topic<'locks'> {
	return {
		id: 'locks',
		connection: 'sampling',
		unseenMs,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		read: ({reader, server}) => readLocks(reader, server.versionNumber, most),
	};
}
