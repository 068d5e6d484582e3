import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {listSection} from './list.ts';
import {runAction} from './run-action.ts';
import {type Flags, onlyConnection, wordsOf} from './usage.ts';

export async function upkeepCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	// Counting the rows that a retention policy covers can take longer than a sample may.
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

function understand(input: readonly string[]): Asked {
	const {verb, names, connection} = wordsOf(input, ['list', 'run'], []);
	if (verb === 'list') return {verb, connection: onlyConnection('upkeep', names, connection)};
	if (names.length === 0) {
		throw new UsageError('No task is named. Give tasks from pgdeck upkeep list: pgdeck upkeep run NAME…');
	}
	return {verb: 'run', names, connection};
}
