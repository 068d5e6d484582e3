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
import {type Flags, wordsOf} from './usage.ts';

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'drop' | 'rebuild' | 'clean' | 'build'; names: readonly string[]; connection: string | undefined}
	| {verb: 'undo'; id: string; connection: string | undefined};

export async function indexesCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	if (flags.foreignKeys && asked.verb !== 'build')
		throw new UsageError('--foreign-keys is an option of pgdeck indexes build.');
	if (asked.verb === 'build' && asked.names.length === 0 && !flags.foreignKeys)
		throw new UsageError("Give a definition: pgdeck indexes build 'CREATE INDEX ON …', or --foreign-keys");
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	// The list of 40,000 indexes takes longer than the vital signs may.
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

/** What the words ask for. */
export function understand(input: readonly string[]): Asked {
	const {verb, named, names, connection} = wordsOf(input, ['list', 'undo'], naming);
	if (named !== undefined) {
		if (names.length === 0 && (named === 'drop' || named === 'rebuild'))
			throw new UsageError(`Name the indexes to ${named}: pgdeck indexes ${named} NAME…`);
		return {verb: named, names, connection};
	}
	if (verb === 'undo') {
		const [id, database, extra] = names;
		if (id === undefined || extra !== undefined) {
			throw new UsageError('Give the ID of one drop, as pgdeck journal shows it: pgdeck indexes undo ID');
		}
		return {verb, id, connection: connection ?? database};
	}
	const [database, extra] = names;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck indexes --help.`);
	return {verb: 'list', connection: connection ?? database};
}
