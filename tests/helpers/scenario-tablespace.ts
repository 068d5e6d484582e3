import {chown, mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import {afterAll} from 'vitest';
import {serverOf, type Version} from './database.ts';

/**
A tablespace in a folder of its own, gone after the file's tests. To be made before the databases that use it: hooks run
in reverse, and it can not go before what lies in it.
*/
export async function createTablespace(version: Version, name: string): Promise<void> {
	const {host, port, user: username, password} = serverOf(version);
	const admin = postgres({host, port, username, password, database: 'postgres', max: 1});
	const directory = await mkdtemp(path.join(tmpdir(), 'pgdeck-space-'));
	const [row] = await admin<{folder: string}[]>`select current_setting('data_directory') as folder`;
	// The server may run as another user than the tests.
	const {uid, gid} = await stat(row?.folder ?? '/');
	await chown(directory, uid, gid);
	await admin.unsafe(`create tablespace "${name.replaceAll('"', '""')}" location '${directory}'`);
	afterAll(async () => {
		await admin`drop tablespace ${admin(name)}`;
		await admin.end();
		await rm(directory, {recursive: true, force: true});
	});
}
