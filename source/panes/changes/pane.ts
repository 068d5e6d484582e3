import {heading, line} from '../../components/skin.ts';
import {type Section, shownValue} from '../../domain/snapshot/section.ts';
import type {Side} from '../../domain/snapshot/side.ts';
import type {Plans} from '../../domain/statements/plans.ts';
import {age, clock, dateTime, plural} from '../../format/quantities.ts';
import {sameServer} from '../../recording/same-server.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {wrap} from '../../terminal/width.ts';
import {labeled} from '../facts.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {planLines} from '../plan-lines.ts';
import {type ChangeRow, type Compared, compared} from './table.ts';

/** Changes since pgdeck connected, or since the end of a recording. */
export function changesPane(view: PaneView): Drawn {
	const {live, width, height, skin} = view;
	const found = compared(live);
	if (!found)
		return {
			lines: [line(['  ', ['muted', 'n/a: there is nothing to compare with yet']], width, skin)],
			rows: 0,
		};
	const head = heading(
		[
			['title', plural(found.rows.length, 'change')],
			[sameDatabase(found) ? 'plain' : 'warning', sinceText(view, found)],
		],
		[],
		width,
		skin,
	);
	// Leave room for the known changes.
	const most = Math.max(1, Math.floor(height / 3) - 1);
	const unknown = found.unknown
		.slice(0, most)
		.map(({part, reason}) =>
			line([' n/a ', ['muted', part.padEnd(11)], ['muted', oneLine(reason)]], width, skin),
		);
	return aboveTable([head, ...unknown], view);
}

const sameDatabase = ({before, after}: Compared) => sameServer(before.server, after.server);

function sinceText({live}: PaneView, found: Compared): string {
	const {source} = live.reference ?? {};
	const {at, server} = found.before;
	const ago = at < live.snapshot.takenAt ? `, ${age(at, live.snapshot.takenAt)} before` : '';
	if (source === undefined || source === 'beginning') {
		const what = live.past && live.past.agoMs === undefined ? 'the recording began' : 'pgdeck connected';
		return ` since ${what} at ${clock(at)}${ago}`;
	}
	const other = sameDatabase(found) ? '' : `on another server, ${server.database} on ${server.host}, `;
	return ` since ${dateTime(at)}${ago}, ${other}the end of ${source.file}`;
}

/** One change in full, with both query plans if one changed. */
export function changeDetail(row: ChangeRow, view: PaneView): string[] {
	const {live, width, skin} = view;
	const text = labeled(view);
	const value = (label: string, words: string | null) =>
		(words ?? `none: ${row.kind}`)
			.split('\n')
			.flatMap((part, index) => text(index === 0 ? label : '', part.replaceAll('\t', '    ')));
	const found = row.part === 'plans' ? compared(live) : undefined;
	return [
		heading([['title', `${row.part}: ${row.kind}`]], [], width, skin),
		...row.name
			.split('\n')
			.flatMap(part => wrap(part.replaceAll('\t', '    '), width - 2))
			.map(part => line(['  ', part], width, skin)),
		'',
		...value('before', row.before),
		...value('now', row.after),
		...(found
			? [
					...planOf('query plan before', found.before, row, view),
					...planOf('query plan now', found.after, row, view),
				]
			: []),
	];
}

function planOf(title: string, side: Side, {name}: ChangeRow, view: PaneView): string[] {
	const section = side.section('plans') as Section<Plans> | undefined;
	const plans = section && shownValue(section)?.value;
	const lines = plans?.rows.find(({text}) => text === name)?.lines;
	if (!plans || !lines) return [];
	return planLines(title, plans.plannedAt, lines, view);
}
