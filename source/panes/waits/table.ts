import {bar} from '../../components/sparkline.ts';
import type {TableModel} from '../../components/table/model.ts';
import {percent, plural} from '../../format/quantities.ts';
import {summarizeWaits, type WaitEvent, type WaitSummary} from '../../history/waits.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

/** Windows of the pane. */
export const waitWindows = ['5 min', '15 min', '60 min', '1 min'] as const;
export type WaitWindow = (typeof waitWindows)[number];

type WaitRange = {readonly from: Date; readonly to: Date};

/** The window on screen: it ends with the last sample, or `backMs` before it. */
export function waitRange({waits = [], now}: Live, window: WaitWindow, backMs: number): WaitRange {
	const last = waits.at(-1)?.at ?? now;
	const to = new Date(last.getTime() - backMs);
	return {from: new Date(to.getTime() - minutesOf(window) * 60_000), to};
}

export function minutesOf(window: WaitWindow): number {
	return Number.parseInt(window, 10);
}

export function waitSummary(live: Live, window: WaitWindow, backMs: number, columns: number): WaitSummary {
	const {from, to} = waitRange(live, window, backMs);
	return summarizeWaits(live.waits ?? [], from, to, columns);
}

/** Sessions: `2.4`, `12`, `<0.1`. */
export function sessions(value: number): string {
	if (value > 0 && value < 0.05) return '<0.1';
	return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

export function classTone(name: string): Token {
	if (name === 'Lock') return 'bad';
	if (name === 'LWLock' || name === 'IO' || name === 'BufferPin') return 'warning';
	return name === 'CPU' ? 'good' : 'accent';
}

const model: Omit<TableModel<WaitEvent>, 'rows'> = {
	id: row => row.id,
	name: row => row.id,
	search: row => `${row.class} ${row.event}`,
	defaultSort: {column: 'average', descending: true},
	empty: 'No active sessions in this window.',
	columns: [
		{
			id: 'event',
			title: 'wait event',
			width: 24,
			flexible: true,
			most: 40,
			text: row => row.event,
			order: row => row.event,
		},
		{
			id: 'class',
			title: 'class',
			width: 10,
			text: row => row.class,
			order: row => row.class,
			tone: row => classTone(row.class),
		},
		{
			id: 'average',
			title: 'sessions',
			width: 9,
			align: 'right',
			descendingFirst: true,
			text: row => sessions(row.average),
			order: row => row.average,
		},
		{
			id: 'share',
			title: 'share',
			width: 14,
			descendingFirst: true,
			text: (row, {glyphs}) => `${percent(row.share).padStart(7)} ${bar(row.share, 6, glyphs)}`,
			order: row => row.share,
		},
		{
			id: 'most',
			title: 'max',
			width: 5,
			align: 'right',
			descendingFirst: true,
			text: row => String(row.most),
			order: row => row.most,
		},
		{
			id: 'last',
			title: 'last',
			width: 5,
			align: 'right',
			descendingFirst: true,
			text: row => String(row.last),
			order: row => row.last,
		},
	],
};

export function waitsTable(
	live: Live,
	window: WaitWindow,
	backMs: number,
): TableModel<WaitEvent> | undefined {
	if (!live.waits) return undefined;
	const {events, hidden} = waitSummary(live, window, backMs, 1);
	const unseen = `n/a: ${plural(hidden, 'session is', 'sessions are')} hidden from this role. To see all: GRANT pg_monitor TO ${live.snapshot.server.quotedUser};`;
	return {...model, ...(hidden > 0 ? {empty: unseen} : {}), rows: events};
}
