import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {listSection} from './list.ts';
import {runAction} from './run-action.ts';
import type {Flags} from './usage.ts';

export async function upkeepCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	// What is due by a policy may have to be counted.
	const connected = await connect(settings, 'analytics');
	try {
		if (asked.verb === 'list') return await listSection('upkeep', connected, settings, flags);
		return await runAction({action: 'upkeep', names: asked.names}, connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'run'; names: readonly string[]; connection: string | undefined};

/** A URI or key=value pairs among the names is the connection. */
function understand(input: readonly string[]): Asked {
	const [verb, ...words] = input[0] === 'list' || input[0] === 'run' ? input : ['list', ...input];
	const isConnection = (word: string) => /^postgres(ql)?:\/\//.test(word) || word.includes('=');
	const connections = words.filter(isConnection);
	const names = words.filter(word => !isConnection(word));
	if (connections.length > 1) throw new UsageError('There is more than one connection. Give one.');
	const [connection] = connections;
	if (verb === 'run') {
		if (names.length === 0) {
			throw new UsageError('Name the upkeep to do, as pgdeck upkeep list does: pgdeck upkeep run NAME…');
		}
		return {verb, names, connection};
	}
	const [database, extra] = connection === undefined ? names : [undefined, names[0]];
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck upkeep --help.`);
	return {verb: 'list', connection: connection ?? database};
}
