import type {ServerSetting} from '../../domain/settings/schema.ts';
import {isChanged, settingText, withoutPassword} from '../../domain/settings/words.ts';
import {
	type FileSetting,
	readFileSettings,
	readServerSettings,
	readSettingsScope,
	type SettingRow,
} from '../../queries/settings/settings.ts';
import {type Look, recalled, remembered, type SeenSettings} from '../../settings/seen-settings.ts';
import type {Topic} from '../engine/topic.ts';

/** The settings of the server, and what has changed of them since somebody last looked. */
export function serverSettingsTopic(seen: SeenSettings | undefined): Topic<'settings'> {
	/** As it was when the console opened: a look of this session does not make changes go away from under it. */
	let last: {server: string; look: Look | undefined; unknown: string | null} | undefined;
	let noted = '';

	return {
		id: 'settings',
		// Where pgdeck sets least for itself, work_mem not among it.
		connection: 'sampling',
		// A finding of what waits for a restart stands on it.
		unseenMs: 300_000,
		grant: ({server}) => `GRANT pg_read_all_settings TO ${server.quotedUser}`,
		async read({reader, now, server, shown}) {
			const [scope, rows] = await Promise.all([readSettingsScope(reader), readServerSettings(reader)]);
			const id = server.systemIdentifier;
			const files = scope.mayReadFiles ? await readFileSettings(reader) : undefined;
			const byName = files && new Map(files.map(item => [item.name, item]));
			if (!last || last.server !== (id ?? '')) last = lookUp(seen, id);
			const lookable = rows.filter(row => !isOwn(row));
			const values = new Map(
				lookable.filter(isOther).map(({name, setting}) => [name, remembered(name, setting)]),
			);
			const text = JSON.stringify([...values]);
			let {unknown} = last;
			// Only what is on screen was looked at.
			if (shown && seen && id !== null && unknown === null && text !== noted) {
				unknown = note(seen, id, values, now);
				noted = text;
			}
			const {look} = last;
			return {
				...scope,
				lookedAt: look?.at ?? null,
				lookUnknown: unknown,
				rows: rows.map(row => (isOwn(row) ? ownStatus(row, byName) : statusOf(row, look, values))),
			};
		},
	};
}

function isOther({setting, default: boot}: SettingRow): boolean {
	return setting !== boot;
}

function lookUp(seen: SeenSettings | undefined, id: string | null) {
	const none = {server: id ?? '', look: undefined};
	if (!seen) return {...none, unknown: 'this command keeps none'};
	if (id === null) return {...none, unknown: 'the identifier of the cluster is withheld from this role'};
	try {
		return {...none, look: seen.last(id), unknown: null};
	} catch (error) {
		return {...none, unknown: problemOf(error)};
	}
}

function note(seen: SeenSettings, id: string, values: ReadonlyMap<string, string>, now: Date): string | null {
	try {
		seen.note(id, values, now);
		return null;
	} catch (error) {
		return problemOf(error);
	}
}

function problemOf(error: unknown): string {
	return `the file of the last look can't be used: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
}

function statusOf(
	row: SettingRow,
	look: Look | undefined,
	values: ReadonlyMap<string, string>,
): ServerSetting {
	const shownDefault = row.default === null ? null : settingText(row.default, row.unit);
	const [before, current] = [look?.values.get(row.name), values.get(row.name)];
	const same = look === undefined || before === current;
	return {
		...row,
		setting: withoutPassword(row.setting),
		shown: settingText(withoutPassword(row.setting), row.unit),
		defaultShown: shownDefault,
		own: false,
		changed: isChanged(row),
		before: same
			? null
			: before === undefined
				? (shownDefault ?? 'the default')
				: settingText(recalled(before), row.unit),
	};
}

function isOwn({source}: SettingRow): boolean {
	return source === 'client' || source === 'session';
}

/** What pgdeck's connection hides by a value of its own: the files tell it to who may read them, else nobody does. */
function ownStatus(row: SettingRow, files: ReadonlyMap<string, FileSetting> | undefined): ServerSetting {
	const file = files?.get(row.name);
	const shownDefault = row.default === null ? null : settingText(row.default, row.unit);
	return {
		...row,
		setting: file?.setting ?? row.default ?? '',
		source: files ? (file ? 'configuration file' : 'default') : 'n/a',
		file: file?.file ?? null,
		line: file?.line ?? null,
		// A file has the unit in its text.
		shown: files ? (file?.setting ?? shownDefault ?? '') : 'n/a',
		defaultShown: shownDefault,
		own: true,
		changed: file !== undefined && file.setting !== row.default,
		before: null,
	};
}
