import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {appendFile, chown, rm, stat, writeFile} from 'node:fs/promises';
import {createServer as createSocket} from 'node:net';
import {promisify} from 'node:util';
import type {Version} from './database.ts';
import {until} from './scenario.ts';
import {copyCluster, createServer, type OwnServer} from './scenario-server.ts';

const run = promisify(execFile);

/** What a server has to be started with so that a standby can be made of it. */
export const settingsOfPrimary = {
	wal_level: 'replica',
	max_wal_senders: '5',
	wal_keep_size: '256MB',
	hot_standby: 'on',
};

/**
A standby of a server of the test's own, streaming: its folder copied while it runs, between the start and the stop of a
backup, so that no pg_basebackup is needed, which the binaries of the tests come without. Gone after the file's tests.
*/
export async function createStandby(
	primary: OwnServer,
	version: Version,
	password: string,
): Promise<OwnServer> {
	const sql = primary.session();
	const since15 = version >= 15;
	await sql.unsafe(
		since15 ? "select pg_backup_start('standby', true)" : "select pg_start_backup('standby', true, false)",
	);
	const directory = await copyRunning(primary.directory);
	const [stopped] = await sql.unsafe(
		since15 ? 'select labelfile from pg_backup_stop()' : 'select labelfile from pg_stop_backup(false)',
	);
	const data = `${directory}/data`;
	const {uid, gid} = await stat(data);
	await writeFile(`${data}/backup_label`, String(stopped?.labelfile), {mode: 0o600});
	await writeFile(`${data}/standby.signal`, '', {mode: 0o600});
	await appendFile(
		`${data}/postgresql.auto.conf`,
		`primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres password=${password} application_name=standby'\n`,
	);
	for (const name of ['backup_label', 'standby.signal']) await chown(`${data}/${name}`, uid, gid);
	const standby = await createServer(version, settingsOfPrimary, {
		directory,
		password,
		port: await freePort(),
	});
	await untilCaughtUp(primary, standby);
	return standby;
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

/** Files that vanish while they are copied are those that a standby does without. */
async function copyRunning(directory: string): Promise<string> {
	const copy = await copyCluster(directory).catch((error: Error) => {
		if (!/No such file/.test(error.message)) throw error;
		return `${directory}-copy`;
	});
	await rm(`${copy}/data/postmaster.pid`, {force: true});
	await run('sed', [
		'-i',
		`s#'${directory}/pgdeck.conf'#'${copy}/pgdeck.conf'#`,
		`${copy}/data/postgresql.conf`,
	]);
	return copy;
}

async function freePort(): Promise<number> {
	const probe = createSocket().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
	return address.port;
}
