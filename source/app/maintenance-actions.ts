import type {Request} from '../actions/table.ts';
import {undoableSettings} from '../actions/tables/settings-journal.ts';
import {parseSettings} from '../actions/tables/settings-names.ts';
import {parseVacuumOptions, vacuumOptionsHelp} from '../actions/vacuum/vacuum-options.ts';
import type {TableStatus} from '../domain/tables/schema.ts';
import {dateTime, plural} from '../format/quantities.ts';
import {tableName} from '../panes/tables/table.ts';
import {sanitize} from '../terminal/sanitize.ts';
import type {CommandContext} from './command.ts';
import {askForIndex} from './index-items.ts';
import type {MenuItem} from './sheet.ts';

/** What can be done on the pane of tables. */
export function tableMaintenance(
	chosen: ReadonlyArray<Pick<TableStatus, 'oid' | 'schema' | 'name'>>,
	none: string,
	{live, services}: Pick<CommandContext, 'live' | 'services'>,
): MenuItem[] {
	const [first] = chosen;
	const tables = chosen.map(({oid}) => oid);
	const what = first
		? chosen.length === 1
			? tableName(first)
			: plural(chosen.length, 'marked table')
		: 'a table';
	const item = (title: string, choose: MenuItem['choose']): MenuItem => ({
		title,
		...(first ? {} : {disabled: none}),
		choose,
	});
	const request = (title: string, wanted: Request) => item(title, {request: wanted});
	const single = (entry: MenuItem): MenuItem =>
		chosen.length > 1 ? {...entry, disabled: 'That is for one table. Clear the marks with U.'} : entry;
	return [
		request(`VACUUM ${what}`, {action: 'vacuum', tables}),
		item(`VACUUM ${what} with options…`, {
			ask: {
				title: `VACUUM ${what} with`,
				hint: vacuumOptionsHelp,
				text: 'analyze',
				request: text => ({action: 'vacuum', tables, options: parseVacuumOptions(text)}),
			},
		}),
		request(`ANALYZE ${what}`, {action: 'analyze-tables', tables}),
		request(`Rebuild the indexes of ${what} (REINDEX CONCURRENTLY)`, {action: 'reindex', tables}),
		single({...askForIndex(`Build an index of ${what}`, first), ...(first ? {} : {disabled: none})}),
		request(`Build the indexes that foreign keys of ${what} lack`, {
			action: 'create-index',
			foreignKeysOf: tables,
		}),
		item(`Change the vacuum settings of ${what}…`, {
			ask: {
				title: `Vacuum settings of ${what}`,
				hint: 'NAME=VALUE or reset NAME, such as autovacuum_vacuum_scale_factor=0.02',
				text: '',
				request: text => ({action: 'table-settings', tables, ...parseSettings(text)}),
			},
		}),
		undoItem(live.snapshot.server, services),
		single(
			request(`What would make ${what} smaller, with pg_repack`, {
				action: 'repack-advice',
				table: first?.oid ?? 0,
			}),
		),
		request(`VACUUM FULL ${what}: nobody reads or writes it meanwhile`, {
			action: 'vacuum',
			tables,
			options: {full: true},
		}),
	];
}

function undoItem(
	server: CommandContext['live']['snapshot']['server'],
	services: CommandContext['services'],
): MenuItem {
	const {entries, problem} = services.journal();
	const [last] = undoableSettings(entries, server);
	return {
		title: last
			? `Undo: ${sanitize(last.begun.title)}, ${dateTime(last.begun.at)}`
			: 'Undo a change of vacuum settings',
		...(last ? {} : {disabled: problem ?? 'The journal has no change of settings of this database to undo.'}),
		choose: {request: {action: 'table-settings', undoOf: last?.id ?? ''}},
	};
}
