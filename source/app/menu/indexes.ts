import {evidenceOf} from '../../actions/indexes/drop-evidence.ts';
import type {Request} from '../../actions/table.ts';
import {dropVerdict, isLeftover} from '../../domain/indexes/droppable.ts';
import type {IndexRow} from '../../domain/indexes/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {identifier} from '../../format/identifier.ts';
import {plural} from '../../format/quantities.ts';
import {missingTable} from '../../panes/indexes/missing.ts';
import {indexName} from '../../panes/indexes/table.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {CommandContext} from '../command.ts';
import type {MenuItem} from '../sheet.ts';
import {viewOf} from '../state.ts';

/** The action menu of the indexes pane, for these rows of the list on screen. */
export function indexItems(
	{live, services, ui}: CommandContext,
	ids: readonly string[],
	why: string | undefined,
): MenuItem[] {
	if (viewOf(ui).id === 'missing') return missingItems(live, ids, why);
	const rows = (shownValue(live.snapshot.sections.indexes)?.value.rows ?? []) as readonly IndexRow[];
	const chosen = ids.flatMap(id => rows.find(row => String(row.oid) === id) ?? []);
	const [only] = chosen;
	const what =
		chosen.length === 1 && only ? indexName(only) : plural(chosen.length, 'marked index', 'marked indexes');
	const none = why ?? 'No index is selected.';
	return [
		dropItem(live, chosen, what, none),
		undoItem(services),
		rebuildItem(chosen, what, none),
		askForIndex('Build an index', only && {schema: only.schema, name: only.table}),
		foreignKeysItem,
		cleanItem(rows),
	];
}

function dropItem(live: Live, chosen: readonly IndexRow[], what: string, none: string): MenuItem {
	const choose = {request: dropRequest(live, chosen)};
	if (chosen.length === 0) return {title: 'Drop an unused index', disabled: none, choose};
	const title = `Drop ${what}`;
	const forbidden = chosen.find(row => dropVerdict(row).answer === 'no');
	return forbidden
		? {title, disabled: `${indexName(forbidden)}: ${dropVerdict(forbidden).text}`, choose}
		: {title, choose};
}

/** The plan itself asks this server only: what the other nodes counted goes with the request. */
function dropRequest({snapshot}: Live, chosen: readonly IndexRow[]): Request {
	const oids = chosen.map(({oid}) => oid);
	const evidence = evidenceOf(shownValue(snapshot.sections.indexes)?.value, oids);
	return {action: 'drop-indexes', oids, ...(evidence ? {evidence} : {})};
}

function undoItem(services: CommandContext['services']): MenuItem {
	const count = services.undoable().length;
	if (count > 0) return {title: `Undo a drop (${count} in the journal)`, choose: {open: 'undo'}};
	const disabled = services.journal().problem ?? 'The journal has no drop in this database to undo.';
	return {title: 'Undo a drop', disabled, choose: {open: 'undo'}};
}

function rebuildItem(chosen: readonly IndexRow[], what: string, none: string): MenuItem {
	const choose = {request: {action: 'reindex', indexes: chosen.map(({oid}) => oid)}} as const;
	if (chosen.length === 0) return {title: 'Rebuild an index (REINDEX CONCURRENTLY)', disabled: none, choose};
	const title = `Rebuild ${what} (REINDEX CONCURRENTLY)`;
	const building = chosen.find(row => row.building);
	return building ? {title, disabled: `${indexName(building)} is being built.`, choose} : {title, choose};
}

/** A typed definition. */
export function askForIndex(
	title: string,
	table?: {readonly schema: string; readonly name: string},
): MenuItem {
	const on = table ? `${identifier(table.schema)}.${identifier(table.name)} (` : '';
	return {
		title: `${title}…`,
		choose: {
			ask: {
				title,
				hint: 'One CREATE INDEX statement. pgdeck builds it CONCURRENTLY, and names it if it has no name.',
				text: `CREATE INDEX ON ${on}`,
				request: text => ({action: 'create-index', definitions: [text]}),
			},
		},
	};
}

const foreignKeysItem: MenuItem = {
	title: 'Build all missing foreign key indexes',
	choose: {request: {action: 'create-index', foreignKeysOf: 'all'}},
};

function cleanItem(rows: readonly IndexRow[]): MenuItem {
	const left = rows.filter(isLeftover);
	return {
		title: `Drop leftovers of interrupted rebuilds (${left.length})`,
		...(left.length === 0 ? {disabled: 'This database has no INVALID copy of an index.'} : {}),
		choose: {request: {action: 'clean-leftovers', indexes: 'all'}},
	};
}

/** For the list of missing indexes: only those of foreign keys have a known definition. */
function missingItems(live: Live, ids: readonly string[], why: string | undefined): MenuItem[] {
	const rows = missingTable(live)?.rows ?? [];
	const chosen = ids.flatMap(id => rows.find(row => row.id === id) ?? []);
	const [first] = chosen;
	const keys = chosen.flatMap(({key}) => key?.oid ?? []);
	const what =
		chosen.length === 1 && first
			? `the missing index on ${first.table}${first.key ? ` for ${first.key.name}` : ''}`
			: plural(keys.length, 'marked index', 'marked indexes');
	const disabled =
		first === undefined
			? (why ?? 'No missing index is known.')
			: keys.length === 0
				? 'The right columns depend on the queries of the table. Build an index with your own definition.'
				: undefined;
	return [
		{
			title: first ? `Build ${what}` : 'Build a missing foreign key index',
			...(disabled === undefined ? {} : {disabled}),
			choose: {request: {action: 'create-index', foreignKeys: keys}},
		},
		foreignKeysItem,
		askForIndex('Build an index'),
	];
}
