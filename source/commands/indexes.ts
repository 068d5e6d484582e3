import {shellWord} from '../format/identifier.ts';
import {packSet} from '../migrations/directory.ts';
import {RefusedError, UsageError, UserError} from '../postgres/errors.ts';
import {readIndexesNamed} from '../queries/index-by-name.ts';
import {resolveSettings} from '../settings/settings.ts';
import {sanitise} from '../terminal/sanitise.ts';
import {act} from './act.ts';
import {type Connected, connect} from './connect.ts';
import {listSection} from './list-section.ts';
import type {Flags} from './usage.ts';

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'drop'; names: readonly string[]; connection: string | undefined}
	| {verb: 'undo'; id: string; connection: string | undefined};

export async function indexesCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	const connected = await connect(settings);
	try {
		switch (asked.verb) {
			case 'list':
				return await listSection('indexes', connected, settings, flags);
			case 'drop': {
				const oids = await Promise.all(asked.names.map(name => find(connected, name)));
				return await act({action: 'drop-indexes', oids: [...new Set(oids)]}, connected, settings, flags);
			}
			case 'undo':
				return await act({action: 'undo-drop', id: asked.id}, connected, settings, flags);
		}
	} finally {
		await connected.reader.close();
	}
}

/**
A URI among the words is the connection; key=value pairs are too, but after drop, where every other word is a name: an
index may be called a=b.
*/
export function understand(input: readonly string[]): Asked {
	const [verb = 'list', ...words] = ['list', 'drop', 'undo'].includes(input[0] ?? '')
		? input
		: ['list', ...input];
	const isConnection = (word: string) =>
		/^postgres(ql)?:\/\//.test(word) || (verb !== 'drop' && word.includes('='));
	const connections = words.filter(isConnection);
	const names = words.filter(word => !isConnection(word));
	if (connections.length > 1) throw new UsageError('There is more than one connection. Give one.');
	const [connection] = connections;
	if (verb === 'drop') {
		if (names.length === 0) throw new UsageError('Name the indexes to drop: pgdeck indexes drop NAME…');
		return {verb, names, connection};
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

async function find({reader}: Connected, name: string): Promise<number> {
	const [found, ...others] = await readIndexesNamed(reader, name);
	if (!found) {
		const hint = /^\w+=/.test(name) ? ' A connection of key=value pairs goes after -d.' : '';
		throw new UserError(
			`There is no index ${sanitise(name)}. Give its schema too, and see: pgdeck indexes list.${hint}`,
		);
	}
	if (others.length > 0) {
		const names = [found, ...others].map(index => shellWord(sanitise(index.name)));
		throw new UsageError(
			`${sanitise(name)} may be ${names.join(' or ')}. Give the one that is meant, written so, with its quotes.`,
		);
	}
	if (found.apart !== null) {
		throw new RefusedError(`${sanitise(found.name)} is ${found.apart}: pgdeck leaves it alone.`);
	}
	return found.oid;
}
