import type {ServerSetting, ServerSettings} from '../../domain/settings/schema.ts';
import {isChanged, settingText, viewProblem, withoutPassword} from '../../domain/settings/words.ts';
import {
	type FileSetting,
	readFileSettings,
	readServerSettings,
	readSettingsScope,
	type SettingRow,
} from '../../queries/settings/settings.ts';
import {recalled, remembered, type SeenSettings, type SettingsView} from '../../settings/seen-settings.ts';
import type {Topic} from '../engine/topic.ts';

/** The server parameters, and which of them changed since the pane was last viewed. */
export function serverSettingsTopic(seen: SeenSettings | undefined): Topic<'settings'> {
	/** As of the start of the console: views in this session do not clear the changes it shows. */
	let last: {server: string; view: SettingsView | undefined; problem: Problem} | undefined;
	let noted = '';

	return {
		id: 'settings',
		// The connection with the fewest parameters of its own; work_mem is not among them.
		connection: 'sampling',
		// The rule for pending restarts reads it.
		unseenMs: 300_000,
		grant: ({server}) => `GRANT pg_read_all_settings TO ${server.quotedUser}`,
		async read({reader, now, server, shown}) {
			const [scope, rows] = await Promise.all([readSettingsScope(reader), readServerSettings(reader)]);
			const id = server.systemIdentifier;
			const files = scope.mayReadFiles ? await readFileSettings(reader) : undefined;
			const byName = files && new Map(files.map(item => [item.name, item]));
			if (!last || last.server !== (id ?? '')) last = lastView(seen, id);
			const values = new Map(
				rows
					.filter(row => !isOwn(row) && isOther(row))
					.map(({name, setting}) => [name, remembered(name, setting)]),
			);
			const text = JSON.stringify([...values]);
			let {problem} = last;
			if (shown && seen && id !== null && problem === null && text !== noted) {
				problem = note(seen, id, values, now);
				noted = text;
			}
			const {view} = last;
			return {
				...scope,
				viewedAt: view?.at ?? null,
				viewProblem: problem,
				rows: rows.map(row => (isOwn(row) ? ownStatus(row, byName) : statusOf(row, view, values))),
			};
		},
	};
}

function isOther({setting, default: boot}: SettingRow): boolean {
	return setting !== boot;
}

type Problem = ServerSettings['viewProblem'];

function lastView(seen: SeenSettings | undefined, id: string | null) {
	const none = {server: id ?? '', view: undefined};
	if (!seen) return {...none, problem: viewProblem('not-kept')};
	if (id === null) return {...none, problem: viewProblem('identifier-hidden')};
	try {
		return {...none, view: seen.last(id), problem: null};
	} catch (error) {
		return {...none, problem: problemOf(error)};
	}
}

function note(seen: SeenSettings, id: string, values: ReadonlyMap<string, string>, now: Date): Problem {
	try {
		seen.note(id, values, now);
		return null;
	} catch (error) {
		return problemOf(error);
	}
}

function problemOf(error: unknown): Problem {
	const message = error instanceof Error ? error.message : String(error);
	return viewProblem('file-unusable', {error: message.split('\n')[0] ?? ''});
}

function statusOf(
	row: SettingRow,
	view: SettingsView | undefined,
	values: ReadonlyMap<string, string>,
): ServerSetting {
	const shownDefault = row.default === null ? null : settingText(row.default, row.unit);
	const [before, current] = [view?.values.get(row.name), values.get(row.name)];
	const same = view === undefined || before === current;
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

/** A parameter that pgdeck sets for its own connection: the real value is read from the files, if the role may. */
function ownStatus(row: SettingRow, files: ReadonlyMap<string, FileSetting> | undefined): ServerSetting {
	const file = files?.get(row.name);
	const shownDefault = row.default === null ? null : settingText(row.default, row.unit);
	return {
		...row,
		setting: file?.setting ?? row.default ?? '',
		source: files ? (file ? 'configuration file' : 'default') : null,
		file: file?.file ?? null,
		line: file?.line ?? null,
		// In a file the value includes its unit.
		shown: files ? (file?.setting ?? shownDefault ?? '') : 'n/a',
		defaultShown: shownDefault,
		own: true,
		changed: file !== undefined && file.setting !== row.default,
		before: null,
	};
}
