import {chown, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {createServer as createListener} from 'node:net';
import type postgres from 'postgres';
import type {Version} from './database.ts';
import {until} from './scenario.ts';
import {copyCluster, createServer, type OwnServer} from './scenario-server.ts';

/** Server parameters that a primary requires for a standby. */
export const settingsOfPrimary = {
	wal_level: 'replica',
	max_wal_senders: '5',
	wal_keep_size: '256MB',
	hot_standby: 'on',
	// A backup of a standby takes it.
	full_page_writes: 'on',
};

async function freePort(): Promise<number> {
	const probe = createListener().listen(0, '127.0.0.1');
	await new Promise(resolve => probe.once('listening', resolve));
	const address = probe.address();
	await new Promise(resolve => probe.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
	return address.port;
}

/**
A streaming standby of that server, which may be a standby itself: made as a base backup is, and read while it replays.
@param slot of the server above that it uses, if any
*/
export async function createStandby(
	version: Version,
	above: OwnServer,
	{name, slot, ...settings}: {name: string; slot?: string} & Record<string, string | undefined>,
): Promise<OwnServer> {
	const sql = above.session();
	const [start, stop] =
		version < 15
			? ["pg_start_backup('x', true, false)", 'pg_stop_backup(false, false)']
			: ["pg_backup_start('x', true)", 'pg_backup_stop(false)'];
	await sql.unsafe(`select ${start}`);
	const directory = await copyCluster(above.directory, name);
	const [backup] = await sql.unsafe<{labelfile: string}[]>(`select labelfile from ${stop}`);
	// A base backup has no slots: on the standby they would retain WAL forever.
	for (const slot of await readdir(`${directory}/data/pg_replslot`)) {
		await rm(`${directory}/data/pg_replslot/${slot}`, {recursive: true});
	}
	const {uid, gid} = await stat(`${directory}/data`);
	for (const [file, text] of [
		['backup_label', backup?.labelfile ?? ''],
		['standby.signal', ''],
	] as const) {
		await writeFile(`${directory}/data/${file}`, text);
		await chown(`${directory}/data/${file}`, uid, gid);
	}
	const {hosts, user, password = ''} = above.connection();
	const defined = Object.fromEntries(
		Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
	);
	return createServer(
		version,
		{
			...defined,
			primary_conninfo: `host=${hosts[0]} port=${above.port} user=${user} password=${password} application_name=${name}`,
			...(slot === undefined ? {} : {primary_slot_name: slot}),
		},
		{directory, password, port: await freePort()},
	);
}

/** Waits until the standby has all that the primary has written so far. */
export async function untilCaughtUp(primary: OwnServer, standby: OwnServer): Promise<void> {
	const [row] = await primary.session().unsafe('select pg_current_wal_lsn()::text as lsn');
	const sql = standby.session();
	await until(
		() => sql.unsafe('select pg_last_wal_replay_lsn() >= $1::pg_lsn as there', [String(row?.lsn)]),
		([answer]) => answer?.there === true,
	);
}

/** Replay takes a request to pause up between two records: what shows that it has is one that came, and stays. */
export async function pauseReplay(primary: postgres.Sql, standby: postgres.Sql): Promise<void> {
	await standby`select pg_wal_replay_pause()`;
	let before: string | undefined;
	await until(
		async () => {
			await primary`select pg_logical_emit_message(false, 'pgdeck', 'held')`;
			const [row] = await standby<{held: boolean; replayed: string}[]>`
				select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() as held, pg_last_wal_replay_lsn() as replayed`;
			return row;
		},
		row => {
			const stays = row?.held === true && row.replayed === before;
			before = row?.replayed;
			return stays;
		},
	);
}
