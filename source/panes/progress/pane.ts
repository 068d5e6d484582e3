import {heading, line} from '../../components/skin.ts';
import type {Work} from '../../domain/progress/schema.ts';
import {age, dateTime, percent, plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {amountText, workName, workTarget} from './table.ts';

/** What tells how far it is: vacuum, indexes being built, copies, backups. */
export function progressPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.progress;
	const progress = current(section, live);
	const problems = notice(section, width, skin);
	if (!progress) return {lines: problems, rows: 0};
	const {rows} = progress.value;
	const title = `${plural(rows.length, 'piece of work', 'pieces of work')} under way`;
	const head = heading([['title', title]], [['muted', 'percent is of the phase alone']], width, skin);
	return aboveTable([...problems, head], view);
}

/** One piece of work, with all that its view says. */
export function progressDetail(row: Work, {live, width, skin}: PaneView): string[] {
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 26)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(23)], part], width, skin),
		);
	return [
		heading([['title', `${workName(row)} on ${workTarget(row)}`]], [], width, skin),
		...text('phase', row.phase ?? (row.hidden ? 'n/a: needs pg_read_all_stats' : '-')),
		...text('of this phase', row.share === null ? 'n/a: nobody knows how much there is' : percent(row.share)),
		...text('done', amountText(row)),
		...text('process', `${row.pid}, ${row.user ?? row.backend ?? 'n/a'}`),
		...text('since', row.startedAt ? `${dateTime(row.startedAt)} (${age(row.startedAt, live.now)})` : 'n/a'),
		...text('waits for', row.waits ?? 'nothing'),
		...text('statement', oneLine(row.query ?? '') || '-'),
		'',
		...Object.entries(row.facts)
			.filter(([, value]) => value !== null)
			.flatMap(([name, value]) => text(name, String(value))),
	];
}
