import type {Request} from '../../actions/table.ts';
import {parseSettings, undoableSettings} from '../../actions/tables/settings-change.ts';
import {parseVacuumOptions, vacuumOptionsHelp} from '../../actions/vacuum/vacuum-options.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {dateTime, plural} from '../../format/quantities.ts';
import {tableName} from '../../panes/tables/table.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {CommandContext} from '../command.ts';
import type {MenuItem} from '../sheet.ts';
import {askForIndex} from './indexes.ts';

/** Actions on the pane Tables. */
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
	const item = (title: string, choose: MenuItem['choose'], id?: string): MenuItem => ({
		...(id === undefined ? {} : {id}),
		title,
		...(first ? {} : {disabled: none}),
		choose,
	});
	const request = (title: string, wanted: Request, id?: string) => item(title, {request: wanted}, id);
	const single = (entry: MenuItem): MenuItem =>
		chosen.length > 1 ? {...entry, disabled: 'Works on one table. Clear the marks with U.'} : entry;
	return [
		request(`VACUUM ${what}`, {action: 'vacuum', tables}, 'vacuum'),
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
		single({...askForIndex(`Build an index on ${what}`, first), ...(first ? {} : {disabled: none})}),
		request(`Build missing foreign key indexes of ${what}`, {
			action: 'create-index',
			foreignKeysOf: tables,
		}),
		item(`Change storage parameters of ${what}…`, {
			ask: {
				title: `Storage parameters of ${what}`,
				hint: 'NAME=VALUE or reset NAME, such as autovacuum_vacuum_scale_factor=0.02',
				text: '',
				request: text => ({action: 'table-settings', tables, ...parseSettings(text)}),
			},
		}),
		undoItem(live.snapshot.server, services),
		single(
			request(
				`Shrink ${what} with pg_repack (advice)`,
				{action: 'repack-advice', table: first?.oid ?? 0},
				'repack-advice',
			),
		),
		request(`VACUUM FULL ${what} (no reads or writes meanwhile)`, {
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
			: 'Undo a change of storage parameters',
		...(last
			? {}
			: {disabled: problem ?? 'The journal has no change of storage parameters in this database to undo.'}),
		choose: {request: {action: 'table-settings', undoOf: last?.id ?? ''}},
	};
}
