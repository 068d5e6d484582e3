import type {SessionKey} from '../actions/sessions/targets.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {readSessions} from '../queries/sessions/sessions.ts';
import {resolveSettings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import {listSection} from './list.ts';
import {runAction} from './run-action.ts';
import {type Flags, onlyConnection, wordsOf} from './usage.ts';

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'cancel' | 'terminate'; pids: readonly number[]; connection: string | undefined};

export async function sessionsCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	const connected = await connect(settings);
	try {
		if (asked.verb === 'list') return await listSection('sessions', connected, settings, flags);
		const sessions = await identify(connected, asked.pids);
		const action = asked.verb === 'cancel' ? 'cancel-backends' : 'terminate-backends';
		return await runAction({action, sessions}, connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}

export function understand(input: readonly string[]): Asked {
	const {verb, names, connection} = wordsOf(input, ['list', 'cancel', 'terminate'], []);
	if (verb === 'cancel' || verb === 'terminate') {
		const wrong = names.find(name => !/^[1-9]\d{0,8}$/.test(name));
		if (names.length === 0 || wrong !== undefined) {
			const problem = wrong === undefined ? 'No session is named' : `"${wrong}" is not a process ID`;
			throw new UsageError(
				`${problem}. Give process IDs from pgdeck sessions list: pgdeck sessions ${verb} PID…`,
			);
		}
		return {verb, pids: names.map(Number), connection};
	}
	return {verb: 'list', connection: onlyConnection('sessions', names, connection)};
}

/** Adds each session's start, so that a later session with the same process ID is not hit. The plan reports a missing one. */
async function identify({reader, session}: Connected, pids: readonly number[]): Promise<SessionKey[]> {
	const {rows} = await readSessions(reader, session.server.versionNumber, pids, pids.length);
	return pids.map(pid => ({pid, backendStart: rows.find(row => row.pid === pid)?.backendStart ?? null}));
}
