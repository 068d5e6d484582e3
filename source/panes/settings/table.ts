import type {TableModel} from '../../components/table/model.ts';
import type {ServerSetting} from '../../domain/settings/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

export const settingsViews = ['changed', 'all'] as const;
export type SettingsView = (typeof settingsViews)[number];

/** The most important fact, in a few words. */
export function settingState({pendingRestart, before}: ServerSetting): string {
	if (pendingRestart) return 'pending restart';
	return before === null ? '' : `was ${before === '' ? "''" : before}`;
}

export function settingTone({pendingRestart, before}: ServerSetting): Token | undefined {
	return pendingRestart ? 'bad' : before === null ? undefined : 'warning';
}

export function sourceText({source, file, line}: ServerSetting): string {
	if (file === null) return source ?? 'n/a';
	const name = file.split('/').at(-1) ?? file;
	return line === null ? name : `${name}:${line}`;
}

const valueText = ({shown}: ServerSetting) => (shown === '' ? "''" : shown);

const model: Omit<TableModel<ServerSetting>, 'rows' | 'empty'> = {
	id: row => row.name,
	name: row => row.name,
	search: row =>
		`${row.name} ${row.shown} ${row.category} ${row.source ?? ''} ${row.description} ${settingState(row)}`,
	defaultSort: {column: 'state', descending: false},
	columns: [
		{
			id: 'name',
			title: 'parameter',
			width: 26,
			flexible: true,
			most: 40,
			text: row => row.name,
			order: row => row.name,
		},
		{
			id: 'value',
			title: 'value',
			width: 18,
			text: valueText,
			order: row => row.shown,
			tone: row => (row.changed ? 'strong' : undefined),
		},
		{
			id: 'state',
			title: 'state',
			width: 16,
			text: settingState,
			order: row => `${row.pendingRestart ? 0 : row.before === null ? 2 : 1} ${row.name}`,
			tone: settingTone,
		},
		{
			id: 'default',
			title: 'default',
			width: 12,
			text: row => (row.defaultShown === '' ? "''" : (row.defaultShown ?? 'n/a')),
			order: row => row.defaultShown,
		},
		{id: 'source', title: 'source', width: 26, text: sourceText, order: sourceText},
		{id: 'category', title: 'category', width: 36, text: row => row.category, order: row => row.category},
	],
};

/** The changed rows of each reading, cached: a new list would be sorted again at every key. */
const changedOf = new WeakMap<readonly ServerSetting[], readonly ServerSetting[]>();

export function settingsTable({snapshot}: Live, view: SettingsView): TableModel<ServerSetting> | undefined {
	const settings = shownValue(snapshot.sections.settings)?.value;
	if (!settings) return undefined;
	const known = changedOf.get(settings.rows);
	const changed = known ?? settings.rows.filter(isNotable);
	if (!known) changedOf.set(settings.rows, changed);
	return {
		...model,
		rows: view === 'all' ? settings.rows : changed,
		empty:
			view === 'all'
				? 'No server parameter is visible to this role.'
				: 'Every server parameter has its built-in default.',
	};
}

export function isNotable({changed, pendingRestart, before}: ServerSetting): boolean {
	return changed || pendingRestart || before !== null;
}
