import {fitting, heading, line, type Segment} from '../../components/skin.ts';
import type {ServerSetting, ServerSettings} from '../../domain/settings/schema.ts';
import {contextWords} from '../../domain/settings/words.ts';
import {plural, timeAgo} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {isNotable, type SettingsView, settingState, settingTone} from './table.ts';

/** The server parameters: the changed ones, or all. */
export function settingsPane(view: PaneView, shown: SettingsView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.settings;
	const settings = current(section, live);
	const problems = notice(section, width, skin);
	if (!settings) return {lines: problems, rows: 0};
	const {value} = settings;
	const title =
		shown === 'all'
			? plural(value.rows.length, 'parameter')
			: `${value.rows.filter(isNotable).length} of ${plural(value.rows.length, 'parameter')} changed`;
	const head = heading(
		[['title', title]],
		fitting(asides(value, live.now), width - title.length - 8),
		width,
		skin,
	);
	return aboveTable([...problems, head], view);
}

function asides({rows, complete, viewedAt, viewProblem}: ServerSettings, now: Date): Segment[][] {
	const waiting = rows.filter(({pendingRestart}) => pendingRestart).length;
	const changed = rows.filter(({before}) => before !== null).length;
	const parts: Array<Segment | undefined> = [
		waiting > 0 ? ['bad', `${waiting} pending restart`] : undefined,
		viewedAt
			? [
					changed > 0 ? 'warning' : 'muted',
					`${changed === 0 ? 'none' : changed} changed since ${timeAgo(viewedAt, now)}`,
				]
			: ['muted', viewProblem ? `last view n/a: ${viewProblem.text}` : 'first view'],
		complete ? undefined : ['warning', 'some hidden: requires pg_read_all_settings'],
	];
	return parts.filter(part => part !== undefined).map((part, index) => (index === 0 ? [part] : [', ', part]));
}

/** One parameter in full. */
export function settingDetail(row: ServerSetting, {width, skin}: PaneView): string[] {
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 18)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(15)], part], width, skin),
		);
	const quoted = (value: string) => (value === '' ? "''" : value);
	const state = settingState(row);
	const raw = row.unit === null || row.own ? '' : ` (${row.setting} × ${row.unit})`;
	return [
		heading([['title', row.name]], state === '' ? [] : [[settingTone(row) ?? 'good', state]], width, skin),
		...text('value', `${quoted(row.shown)}${raw}`),
		...text('default', quoted(row.defaultShown ?? 'n/a')),
		...(row.before === null ? [] : text('last view', quoted(row.before))),
		...text(
			'source',
			row.file === null
				? (row.source ?? 'n/a')
				: `${row.source}: ${row.file}${row.line === null ? '' : `, line ${row.line}`}`,
		),
		...(row.source === null
			? text('hidden', 'pgdeck sets it for its own connection, and this role may not read pg_file_settings.')
			: []),
		...text('change', contextWords[row.context] ?? row.context),
		...(row.pendingRestart
			? text('pending', 'The configuration files have another value, which applies after a restart.')
			: []),
		...text('description', row.description),
		...text('category', row.category),
	];
}
