import type {ServerSettings} from '../../domain/settings/schema.ts';
import {isNotable, settingState, sourceText} from '../../panes/settings/table.ts';
import type {StillRow} from './still-table.ts';

/** Those that somebody has changed; --json has all. */
export function settingsText(
	{rows, complete}: ServerSettings,
	table: (rows: readonly StillRow[]) => string,
): string {
	const changed = table(
		rows.filter(isNotable).map(row => ({
			setting: row.name,
			value: row.shown,
			default: row.defaultShown ?? 'n/a',
			source: sourceText(row),
			state: settingState(row) || '-',
		})),
	);
	const rest = `  ${rows.length} settings in all: --json has them.`;
	return [
		changed,
		rest,
		...(complete ? [] : ['  Some are hidden from this role: it needs pg_read_all_settings.']),
	].join('\n');
}
