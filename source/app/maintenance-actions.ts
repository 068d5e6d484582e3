import type {Request} from '../actions/table.ts';
import {undoableSettings} from '../actions/tables/settings-journal.ts';
import {parseSettings} from '../actions/tables/settings-names.ts';
import {parseVacuumOptions, vacuumOptionsHelp} from '../actions/vacuum/vacuum-options.ts';
import type {IndexRow} from '../domain/indexes/schema.ts';
import type {TableStatus} from '../domain/tables/schema.ts';
import {identifier} from '../format/identifier.ts';
import {dateTime, plural} from '../format/quantities.ts';
import {missingTable} from '../panes/indexes/missing.ts';
import {indexName} from '../panes/indexes/table.ts';
import {tableName} from '../panes/tables/table.ts';
import type {Live} from '../sampler/engine/live.ts';
import {sanitise} from '../terminal/sanitise.ts';
import type {CommandContext} from './command.ts';
import type {MenuItem} from './sheet.ts';

/** One's own definition of an index, typed. */
function askForIndex(title: string, table?: {readonly schema: string; readonly name: string}): MenuItem {
	const on = table ? `${identifier(table.schema)}.${identifier(table.name)} (` : '';
	return {
		title: `${title}…`,
		choose: {
			ask: {
				title,
				hint: 'One CREATE INDEX. It is built CONCURRENTLY, and gets a name where it has none.',
				text: `CREATE INDEX ON ${on}`,
				request: text => ({action: 'create-index', definitions: [text]}),
			},
		},
	};
}

/** What can be done about indexes that may be missing: each that a foreign key lacks is known whole. */
export function missingItems(live: Live, ids: readonly string[], why: string | undefined): MenuItem[] {
	const rows = missingTable(live)?.rows ?? [];
	const chosen = ids.flatMap(id => rows.find(row => row.id === id) ?? []);
	const [first] = chosen;
	const keys = chosen.flatMap(({key}) => key?.oid ?? []);
	const what =
		chosen.length === 1 && first
			? `the index that ${first.table} lacks${first.key ? ` for ${first.key.name}` : ''}`
			: plural(keys.length, 'marked index', 'marked indexes');
	return [
		{
			title: first ? `Build ${what}` : 'Build the index that a foreign key lacks',
			...(first === undefined
				? {disabled: why ?? 'No index is missing as far as is known.'}
				: keys.length === 0
					? {disabled: 'Which columns it should have, the queries of its table tell. Build one of your own.'}
					: {}),
			choose: {request: {action: 'create-index', foreignKeys: keys}},
		},
		{
			title: 'Build all the indexes that foreign keys lack',
			choose: {request: {action: 'create-index', foreignKeysOf: 'all'}},
		},
		askForIndex('Build an index'),
	];
}

/** What else can be done on the pane of indexes, for these rows of it. */
export function indexMaintenance(
	rows: readonly IndexRow[],
	chosen: readonly IndexRow[],
	none: string,
): MenuItem[] {
	const [first] = chosen;
	const what =
		chosen.length === 1 && first ? indexName(first) : plural(chosen.length, 'marked index', 'marked indexes');
	const building = chosen.find(row => row.building);
	const left = rows.filter(row => !row.valid && /._cc(new|old)\d*$/.test(row.name));
	return [
		{
			title: first ? `Rebuild ${what} (REINDEX CONCURRENTLY)` : 'Rebuild an index (REINDEX CONCURRENTLY)',
			...(first
				? building
					? {disabled: `${indexName(building)} is being built right now.`}
					: {}
				: {disabled: none}),
			choose: {request: {action: 'reindex', indexes: chosen.map(({oid}) => oid)}},
		},
		askForIndex('Build an index', first && {schema: first.schema, name: first.table}),
		{
			title: 'Build the indexes that foreign keys lack',
			choose: {request: {action: 'create-index', foreignKeysOf: 'all'}},
		},
		{
			title: `Drop what interrupted rebuilds have left (${left.length})`,
			...(left.length === 0 ? {disabled: 'No INVALID copy of an index is here.'} : {}),
			choose: {request: {action: 'clean-leftovers', indexes: 'all'}},
		},
	];
}

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
			? `Undo: ${sanitise(last.begun.title)}, ${dateTime(last.begun.at)}`
			: 'Undo a change of vacuum settings',
		...(last ? {} : {disabled: problem ?? 'The journal has no change of settings of this database to undo.'}),
		choose: {request: {action: 'table-settings', undoOf: last?.id ?? ''}},
	};
}
