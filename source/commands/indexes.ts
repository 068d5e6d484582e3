import {evidenceOf} from '../actions/indexes/drop-evidence.ts';
import type {Request} from '../actions/table.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import {listSection} from './list.ts';
import {findAll} from './named.ts';
import {runAction} from './run-action.ts';
import {takeSample} from './sampling.ts';
import {type Flags, onlyConnection, wordsOf} from './usage.ts';

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'drop' | 'rebuild' | 'clean' | 'build'; names: readonly string[]; connection: string | undefined}
	| {verb: 'undo'; id: string; connection: string | undefined};

export async function indexesCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	if (flags.foreignKeys && asked.verb !== 'build')
		throw new UsageError('--foreign-keys belongs to pgdeck indexes build.');
	if (asked.verb === 'build' && asked.names.length === 0 && !flags.foreignKeys)
		throw new UsageError(
			"No index is defined. Give a definition, as in pgdeck indexes build 'CREATE INDEX ON orders (customer_id)', or --foreign-keys.",
		);
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	// Listing 40,000 indexes takes longer than a sample may.
	const connected = await connect(settings, 'analytics');
	try {
		if (asked.verb === 'list') return await listSection('indexes', connected, settings, flags);
		return await runAction(await requestOf(asked, flags, connected, settings), connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}

async function requestOf(
	asked: Exclude<Asked, {verb: 'list'}>,
	{foreignKeys}: Flags,
	connected: Connected,
	settings: Settings,
): Promise<Request> {
	const {reader} = connected;
	switch (asked.verb) {
		case 'drop': {
			const oids = await findAll(reader, 'index', asked.names);
			const {sections} = await takeSample(['indexes'], connected, settings);
			const evidence = evidenceOf(shownValue(sections.indexes)?.value, oids);
			return {action: 'drop-indexes', oids, ...(evidence ? {evidence} : {})};
		}
		case 'rebuild':
			return {action: 'reindex', indexes: await findAll(reader, 'index', asked.names)};
		case 'clean': {
			const indexes = asked.names.length === 0 ? 'all' : await findAll(reader, 'index', asked.names);
			return {action: 'clean-leftovers', indexes};
		}
		case 'build':
			return foreignKeys
				? {
						action: 'create-index',
						foreignKeysOf: asked.names.length === 0 ? 'all' : await findAll(reader, 'table', asked.names),
					}
				: {action: 'create-index', definitions: asked.names};
		case 'undo':
			return {action: 'undo-drop', id: asked.id};
	}
}

const naming = ['drop', 'rebuild', 'clean', 'build'] as const;

export function understand(input: readonly string[]): Asked {
	const {verb, named, names, connection} = wordsOf(input, ['list', 'undo'], naming);
	if (named !== undefined) {
		if (names.length === 0 && (named === 'drop' || named === 'rebuild'))
			throw new UsageError(`No index is named. Give one or more: pgdeck indexes ${named} NAME…`);
		return {verb: named, names, connection};
	}
	if (verb === 'list') return {verb, connection: onlyConnection('indexes', names, connection)};
	const [id, ...rest] = names;
	if (id === undefined)
		throw new UsageError('No drop is named. Give the ID of one from pgdeck journal: pgdeck indexes undo ID');
	return {verb: 'undo', id, connection: onlyConnection('indexes', rest, connection)};
}
