import {fitting, heading, line, type Segment} from '../../components/skin.ts';
import type {ServerSetting, ServerSettings} from '../../domain/settings/schema.ts';
import {age, plural} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {isNotable, type SettingsView, settingState, settingsTable, settingTone} from './table.ts';

/** The settings of the server: those that somebody has changed, or all. */
export function settingsPane(view: PaneView, shown: SettingsView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.settings;
	const settings = current(section, live);
	const problems = notice(section, width, skin);
	if (!settings) return {lines: problems, rows: 0};
	const {value} = settings;
	const title =
		shown === 'all'
			? plural(value.rows.length, 'setting')
			: `${plural(value.rows.filter(isNotable).length, 'setting')} of ${value.rows.length} changed`;
	const head = heading(
		[['title', title]],
		fitting(asides(value, live.now), width - title.length - 8),
		width,
		skin,
	);
	return aboveTable([...problems, head], settingsTable(live, shown), view);
}

function asides({rows, complete, lookedAt, lookUnknown}: ServerSettings, now: Date): Segment[][] {
	const waiting = rows.filter(({pendingRestart}) => pendingRestart).length;
	const changed = rows.filter(({before}) => before !== null).length;
	const parts: Array<Segment | undefined> = [
		waiting > 0 ? ['bad', `${waiting} need${waiting === 1 ? 's' : ''} a restart`] : undefined,
		lookedAt
			? [
					changed > 0 ? 'warning' : 'muted',
					`${changed === 0 ? 'none' : changed} changed since ${age(lookedAt, now)} ago`,
				]
			: ['muted', lookUnknown ? `last look n/a: ${lookUnknown}` : 'first look'],
		complete ? undefined : ['warning', 'some hidden: pg_read_all_settings'],
	];
	return parts.filter(part => part !== undefined).map((part, index) => (index === 0 ? [part] : [', ', part]));
}

/** When a new value would count. */
const contexts: Readonly<Record<string, string>> = {
	internal: 'can not be changed',
	postmaster: 'takes a restart',
	sighup: 'takes a reload',
	'superuser-backend': 'counts for new sessions',
	backend: 'counts for new sessions',
	superuser: 'can be set in a session, with the right',
	user: 'can be set in a session',
};

/** One setting in full. */
export function settingDetail(row: ServerSetting, {width, skin}: PaneView): string[] {
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 18)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(15)], part], width, skin),
		);
	const quoted = (value: string) => (value === '' ? "''" : value);
	const state = settingState(row);
	const raw = row.unit === null || row.own ? '' : ` (${row.setting} of ${row.unit})`;
	return [
		heading([['title', row.name]], state === '' ? [] : [[settingTone(row) ?? 'good', state]], width, skin),
		...text('value', `${quoted(row.shown)}${raw}`),
		...text('default', quoted(row.defaultShown ?? 'n/a')),
		...(row.before === null ? [] : text('at the last look', quoted(row.before))),
		...text(
			'from',
			row.file === null
				? row.source
				: `${row.source}: ${row.file}${row.line === null ? '' : `, line ${row.line}`}`,
		),
		...(row.own && row.source === 'n/a'
			? text(
					'not known',
					'pgdeck sets it for its own connection, and this role may not read pg_file_settings',
				)
			: []),
		...text('a new value', contexts[row.context] ?? row.context),
		...(row.pendingRestart
			? text('waits', 'the files say something else, which counts after a restart')
			: []),
		...text('what it does', row.description),
		...text('category', row.category),
	];
}
