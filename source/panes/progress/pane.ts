import {heading, line} from '../../components/skin.ts';
import type {Work} from '../../domain/progress/schema.ts';
import {age, dateTime, percent, plural} from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {amountText, workName, workTarget} from './table.ts';

/** Operations that report progress: VACUUM, index builds, COPY, base backups. */
export function progressPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.progress;
	const progress = current(section, live);
	const problems = notice(section, width, skin);
	if (!progress) return {lines: problems, rows: 0};
	const {rows} = progress.value;
	const title = `${plural(rows.length, 'operation')} in progress`;
	const head = heading([['title', title]], [['muted', 'percent of the current phase']], width, skin);
	return aboveTable([...problems, head], view);
}

/** One operation, with all columns of its view. */
export function progressDetail(row: Work, {live, width, skin}: PaneView): string[] {
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 26)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(23)], part], width, skin),
		);
	return [
		heading([['title', `${workName(row)} on ${workTarget(row)}`]], [], width, skin),
		...text('phase', row.phase ?? (row.hidden ? 'n/a: requires pg_monitor' : '-')),
		...text('phase done', row.share === null ? 'n/a: total unknown' : percent(row.share)),
		...text('done', amountText(row)),
		...text('process', `${row.pid}, ${row.user ?? row.backend ?? 'n/a'}`),
		...text(
			'started',
			row.startedAt ? `${dateTime(row.startedAt)} (${age(row.startedAt, live.now)} ago)` : 'n/a',
		),
		...text('waits on', row.waits ?? 'nothing'),
		...text('statement', oneLine(row.query ?? '') || '-'),
		'',
		...Object.entries(row.facts)
			.filter(([, value]) => value !== null)
			.flatMap(([name, value]) => text(name, String(value))),
	];
}
