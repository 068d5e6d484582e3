import type {ServerSettings} from '../../domain/settings/schema.ts';
import {isNotable, settingState, sourceText} from '../../panes/settings/table.ts';
import type {StillRow} from './still-table.ts';

/** The changed parameters; --json has all. */
export function settingsText(
	{rows, complete}: ServerSettings,
	table: (rows: readonly StillRow[]) => string,
): string {
	const changed = table(
		rows.filter(isNotable).map(row => ({
			parameter: row.name,
			value: row.shown,
			default: row.defaultShown ?? 'n/a',
			source: sourceText(row),
			state: settingState(row) || '-',
		})),
	);
	const rest = `  ${rows.length} parameters in total: --json prints them all.`;
	return [
		changed,
		rest,
		...(complete ? [] : ['  Some are hidden from this role: requires pg_read_all_settings.']),
	].join('\n');
}
