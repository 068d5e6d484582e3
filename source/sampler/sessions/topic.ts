import {readSessions} from '../../queries/sessions/sessions.ts';
import type {Topic} from '../engine/topic.ts';

const most = 2000;

/** Findings of long transactions need it; those are minutes old. */
const unseenMs = 10_000;

export function sessionsTopic(): Topic<'sessions'> {
	return {
		id: 'sessions',
		connection: 'sampling',
		unseenMs,
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, server}) {
			const {rows, all} = await readSessions(reader, server.versionNumber, null, most);
			return {all, hidden: rows.filter(({hidden}) => hidden).length, rows: [...rows]};
		},
	};
}
