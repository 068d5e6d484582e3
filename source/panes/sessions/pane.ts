import {heading, line, type Segment} from '../../components/skin.ts';
import type {Sessions} from '../../domain/sessions/schema.ts';
import {isAtWork, isIdleInTransaction, seenCount} from '../../domain/sessions/words.ts';
import {count, plural} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';

/** The sessions of the server. */
export function sessionsPane(view: PaneView): Drawn {
	const {live, width, skin, ui} = view;
	const section = live.snapshot.sections.sessions;
	const sessions = current(section, live);
	const problems = notice(section, width, skin);
	if (!sessions) return {lines: problems, rows: 0};
	const {value, old} = sessions;
	const aside = [old, ui.hideIdle ? 'idle hidden (I)' : ''].filter(Boolean).join(', ');
	const head = heading(sessionSegments(value), aside === '' ? [] : [['muted', aside]], width, skin);
	const advice = `${plural(value.hidden, 'session is', 'sessions are')} hidden from this role. To see all: GRANT pg_monitor TO ${live.snapshot.server.quotedUser};`;
	const hidden = value.hidden === 0 ? [] : wrap(advice, width - 2);
	const hiddenLines = hidden.map(part => line([' ', ['warning', part]], width, skin));
	return aboveTable([...problems, head, ...hiddenLines], view);
}

function sessionSegments({all, hidden, rows}: Sessions): Segment[] {
	const number = (fits: (row: Sessions['rows'][number]) => boolean) => rows.filter(fits).length;
	const inTransaction = number(isIdleInTransaction);
	const waiting = number(row => row.waitType === 'Lock');
	return [
		all > rows.length
			? `the first ${count(rows.length)} of ${plural(all, 'session')}`
			: plural(all, 'session'),
		`: ${seenCount(
			number(row => isAtWork(row) && row.leaderPid === null),
			hidden,
		)} active`,
		...(inTransaction > 0 ? ([', ', ['warning', `${inTransaction} idle in transaction`]] as Segment[]) : []),
		...(hidden > 0 ? ([', ', ['muted', `${hidden} hidden`]] as Segment[]) : []),
		...(waiting > 0 ? ([', ', ['bad', `${waiting} waiting for a lock (9)`]] as Segment[]) : []),
	];
}
