import {line, type Skin} from '../../components/skin.ts';
import {bar} from '../../components/sparkline.ts';
import {isAtWork, isIdleInTransaction, seenCount, waitWords} from '../../domain/sessions/words.ts';
import {count, plural, shortDuration} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {fitTo} from '../../terminal/width.ts';
import {current} from '../notice.ts';
import {stateTone} from '../sessions/table.ts';
import {panelHead} from './panel.ts';

/** Sessions with a statement or an open transaction, without pgdeck, parallel workers and WAL senders. */
function busy(rows: readonly SessionRow[]): readonly SessionRow[] {
	const ms = (row: SessionRow) => row.queryMs ?? row.transactionMs ?? 0;
	return rows
		.filter(row => row.leaderPid === null && (isAtWork(row) || (isIdleInTransaction(row) && !row.own)))
		.toSorted((a, b) => ms(b) - ms(a));
}

function seenWords(number: number, state: string, hidden: number): string {
	return `${seenCount(number, hidden)} ${state}${hidden > 0 ? `, ${count(hidden)} hidden` : ''}`;
}

function none(state: string, hidden: number, width: number, skin: Skin): string {
	const unknown = `n/a: ${plural(hidden, 'session')} hidden, requires pg_monitor`;
	return line([`  ${hidden > 0 ? unknown : `no ${state} sessions`}`], width, skin);
}

/** Busy sessions, the longest first; shown when no requests are recorded. */
export function sessionsPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.sessions;
	const sessions = current(section, live);
	const rows = sessions ? busy(sessions.value.rows) : [];
	const aside = sessions ? seenWords(rows.length, 'busy', sessions.value.hidden) : '';
	const head = panelHead(['8', 'Sessions'], aside, section, width, height, skin);
	if (!sessions) return head;
	if (rows.length === 0) return [...head, none('busy', sessions.value.hidden, width, skin)];
	const userWidth = width >= 70 ? 12 : width >= 50 ? 8 : 0;
	const waitWidth = width >= 56 ? 18 : 12;
	return [
		...head,
		...rows.map(row => {
			const idle = isIdleInTransaction(row);
			const doing = idle ? 'idle in xact' : waitWords(row);
			return line(
				[
					'  ',
					`${row.pid}`.padStart(7),
					' ',
					['strong', shortDuration(idle ? row.transactionMs : row.queryMs).padStart(8)],
					' ',
					...(userWidth > 0
						? [fitTo(oneLine(row.user ?? ''), userWidth, 'left', skin.glyphs.ellipsis), ' ']
						: []),
					[stateTone(row) ?? 'plain', fitTo(doing, waitWidth, 'left', skin.glyphs.ellipsis)],
					' ',
					['muted', oneLine((row.query ?? '').replaceAll(/\s+/g, ' '))],
				],
				width,
				skin,
			);
		}),
	].slice(0, height);
}

/** Wait events of the active sessions; shown in place of the tenants. */
export function waitingPanel(live: Live, width: number, height: number, skin: Skin): string[] {
	const section = live.snapshot.sections.sessions;
	const sessions = current(section, live);
	const active = (sessions?.value.rows ?? []).filter(isAtWork);
	const aside = sessions ? seenWords(active.length, 'active now', sessions.value.hidden) : '';
	const head = panelHead(['W', 'Waits'], aside, section, width, height, skin);
	if (!sessions) return head;
	if (active.length === 0) return [...head, none('active', sessions.value.hidden, width, skin)];
	const kinds = Map.groupBy(active, row => (row.waitType === null ? 'CPU' : waitWords(row)));
	const nameWidth = Math.max(12, Math.min(32, width - 20));
	return [
		...head,
		...[...kinds]
			.toSorted(([, a], [, b]) => b.length - a.length)
			.map(([kind, rows]) =>
				line(
					[
						'  ',
						[
							rows[0]?.waitType === 'Lock' ? 'bad' : 'plain',
							fitTo(kind, nameWidth, 'left', skin.glyphs.ellipsis),
						],
						' ',
						['strong', count(rows.length).padStart(5)],
						' ',
						['accent', bar(rows.length / active.length, 8, skin.glyphs)],
					],
					width,
					skin,
				),
			),
	].slice(0, height);
}
