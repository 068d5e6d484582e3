import type {SessionKey} from '../actions/sessions/targets.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {readSessions} from '../queries/sessions/sessions.ts';
import {resolveSettings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import {listSection} from './list.ts';
import {runAction} from './run-action.ts';
import type {Flags} from './usage.ts';

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

export async function blockingCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [connection, extra] = input;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck blocking --help.`);
	const settings = resolveSettings(connection, flags, process.env, packSet());
	const connected = await connect(settings);
	try {
		return await listSection('blocking', connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}

/** A URI or key=value pairs among the numbers is the connection. */
export function understand(input: readonly string[]): Asked {
	const [verb = 'list', ...words] = ['list', 'cancel', 'terminate'].includes(input[0] ?? '')
		? input
		: ['list', ...input];
	const isConnection = (word: string) => /^postgres(ql)?:\/\//.test(word) || word.includes('=');
	const connections = words.filter(isConnection);
	const names = words.filter(word => !isConnection(word));
	if (connections.length > 1) throw new UsageError('There is more than one connection. Give one.');
	const [connection] = connections;
	if (verb === 'cancel' || verb === 'terminate') {
		const [wrong] = names.filter(name => !/^[1-9]\d{0,8}$/.test(name));
		if (names.length === 0 || wrong !== undefined) {
			throw new UsageError(
				`${wrong === undefined ? '' : `"${wrong}" is no process id. `}Give the process ids of sessions, as pgdeck sessions list shows them: pgdeck sessions ${verb} PID…`,
			);
		}
		return {verb, pids: names.map(Number), connection};
	}
	const [database, extra] = connection === undefined ? names : [undefined, names[0]];
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck sessions --help.`);
	return {verb: 'list', connection: connection ?? database};
}

/** Those that have the numbers now. One that is not here is named in the plan. */
async function identify({reader, session}: Connected, pids: readonly number[]): Promise<SessionKey[]> {
	const {rows} = await readSessions(reader, session.server.versionNumber, pids, pids.length);
	return pids.map(pid => ({pid, backendStart: rows.find(row => row.pid === pid)?.backendStart ?? null}));
}
