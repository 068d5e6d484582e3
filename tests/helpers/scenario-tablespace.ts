import {execFile} from 'node:child_process';
import {chown, mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import postgres from 'postgres';
import {afterAll} from 'vitest';
import {serverOf, type Version} from './database.ts';

type Tablespace = {
	readonly directory: string;
	/** On a disk of its own, of the size that was asked for: that takes the rights of root. */
	readonly mounted: boolean;
};

const run = promisify(execFile);

async function mount(directory: string, sizeBytes: number): Promise<boolean> {
	if (process.getuid?.() !== 0) return false;
	try {
		await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', directory]);
		return true;
	} catch {
		// Root of a container may not.
		return false;
	}
}

/**
A tablespace in a folder of its own, gone after the file's tests. To be made before the databases that use it: hooks run
in reverse, and it can not go before what lies in it.
*/
export async function createTablespace(
	version: Version,
	name: string,
	sizeBytes?: number,
): Promise<Tablespace> {
	const {host, port, user: username, password} = serverOf(version);
	const admin = postgres({host, port, username, password, database: 'postgres', max: 1});
	const directory = await mkdtemp(path.join(tmpdir(), 'pgdeck-space-'));
	const [row] = await admin<{folder: string}[]>`select current_setting('data_directory') as folder`;
	// The server may run as another user than the tests.
	const {uid, gid} = await stat(row?.folder ?? '/');
	const mounted = sizeBytes !== undefined && (await mount(directory, sizeBytes));
	await chown(directory, uid, gid);
	await admin.unsafe(`create tablespace "${name.replaceAll('"', '""')}" location '${directory}'`);
	afterAll(async () => {
		await admin`drop tablespace ${admin(name)}`;
		await admin.end();
		if (mounted) await run('umount', [directory]);
		await rm(directory, {recursive: true, force: true});
	});
	return {directory, mounted};
}
