import {heading, line, type Segment} from '../../components/skin.ts';
import {count, plural} from '../../format/quantities.ts';
import {isIdleInTransaction} from '../../snapshot/session-words.ts';
import type {Sessions} from '../../snapshot/sessions.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {type SessionsLook, sessionsTable} from './table.ts';

/** Who is connected, and what each does. */
export function sessionsPane(view: PaneView & SessionsLook): Drawn {
	const {live, width, skin, hideIdle, wideQuery} = view;
	const section = live.snapshot.sections.sessions;
	const sessions = current(section, live);
	const problems = notice(section, width, skin);
	if (!sessions) return {lines: problems, rows: 0};
	const {value, old} = sessions;
	const aside = [old, hideIdle ? 'idle left out (I)' : ''].filter(Boolean).join(', ');
	const head = heading(sessionSegments(value), aside === '' ? [] : [['muted', aside]], width, skin);
	const hidden =
		value.hidden === 0
			? []
			: [
					line(
						[
							' ',
							[
								'warning',
								`${plural(value.hidden, 'session')} of other roles can't be read. To allow it: GRANT pg_monitor TO ${live.snapshot.server.quotedUser};`,
							],
						],
						width,
						skin,
					),
				];
	return aboveTable([...problems, head, ...hidden], sessionsTable(live, {hideIdle, wideQuery}), view);
}

function sessionSegments({all, rows}: Sessions): Segment[] {
	const number = (fits: (row: Sessions['rows'][number]) => boolean) => rows.filter(fits).length;
	const inTransaction = number(isIdleInTransaction);
	const waiting = number(row => row.waitType === 'Lock');
	return [
		all > rows.length
			? `the first ${count(rows.length)} of ${plural(all, 'session')}`
			: plural(all, 'session'),
		`: ${number(row => row.state === 'active' && row.leaderPid === null && !row.own)} active`,
		...(inTransaction > 0 ? ([', ', ['warning', `${inTransaction} idle in transaction`]] as Segment[]) : []),
		...(waiting > 0 ? ([', ', ['bad', `${waiting} waiting for a lock (9)`]] as Segment[]) : []),
	];
}
