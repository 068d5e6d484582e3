import {execFile} from 'node:child_process';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import postgres from 'postgres';
import {afterAll} from 'vitest';
import {embeddedBinaries} from '../../source/demo/embedded-binaries.ts';
import {type EmbeddedServer, startEmbeddedServer} from '../../source/demo/embedded-server.ts';
import type {Purpose} from '../../source/postgres/connect.ts';
import {openReader, type Reader} from '../../source/postgres/reader.ts';
import {type ConnectionSettings, connectionSettings} from '../../source/settings/connection.ts';
import type {Version} from './database.ts';
import {serverPackages} from './servers.ts';

const run = promisify(execFile);

export type Login = {user: string; password: string};

/** A server that no other test file uses: for what is counted over the whole server, or dies with it. */
export type OwnServer = {
	readonly port: number;
	readonly directory: string;
	/** A session as superuser, or as whom it says, by the name of an application. */
	session(database?: string, login?: Login, application?: string): postgres.Sql;
	connection(login?: Login, database?: string): ConnectionSettings;
	/** A role that may log in and is a member of the given ones. */
	createRole(name: string, ...memberOf: readonly string[]): Promise<Login>;
	/** Closed after the file's tests. */
	reader(purpose: Exclude<Purpose, 'action'>, login?: Login, database?: string): Reader;
	/** Ends it at once, as a crash does. */
	kill(): Promise<void>;
	/** The same cluster on the same port. */
	start(): Promise<void>;
};

const settings = {autovacuum: 'off', max_prepared_transactions: '5', log_min_messages: 'fatal'};

export async function binariesOf(version: Version): Promise<string> {
	return embeddedBinaries(serverPackages[version]);
}

/** Gone after the file's tests, its folder too. */
export async function createServer(
	version: Version,
	more: Readonly<Record<string, string>> = {},
	existing?: {directory: string; password: string; port: number},
): Promise<OwnServer> {
	const options = {binaries: await binariesOf(version), settings: {...settings, ...more}, keep: true};
	let server: EmbeddedServer = await startEmbeddedServer({...options, ...(existing ? {existing} : {})});
	const {directory, port, password, user} = server;
	const open: Array<() => Promise<void>> = [];
	const superuser: Login = {user, password};

	const connection = (login = superuser, database = 'postgres') =>
		connectionSettings(
			undefined,
			{host: server.host, port: String(port), user: login.user, dbname: database},
			{PGPASSWORD: login.password, PGSSLMODE: 'disable'},
		);
	afterAll(async () => {
		await Promise.all(open.map(close => close()));
		await server.stop();
		await rm(directory, {recursive: true, force: true});
	});
	const session = (database = 'postgres', login = superuser, application = 'test') => {
		const {host} = server;
		const sql = postgres({
			...{host, port, username: login.user, password: login.password, database},
			...{max: 1, prepare: false, onnotice: () => undefined},
			connection: {application_name: application},
		});
		open.push(() => sql.end({timeout: 0}));
		return sql;
	};
	return {
		port,
		directory,
		session,
		connection,
		async createRole(name, ...memberOf) {
			const sql = session();
			await sql.unsafe(`create role ${name} login password 'x'`);
			for (const group of memberOf) await sql`grant ${sql(group)} to ${sql(name)}`;
			// Whoever counts sessions does not count on this one.
			await sql.end();
			return {user: name, password: 'x'};
		},
		reader(purpose, login, database) {
			const reader = openReader(connection(login, database), purpose);
			open.push(() => reader.close());
			return reader;
		},
		kill: () => server.stop(),
		async start() {
			server = await startEmbeddedServer({...options, existing: {directory, password, port}});
		},
	};
}

/** Puts a line before all others of the server's pg_hba.conf, and waits until it is in force. */
export async function allowLogins(superuser: postgres.Sql, line: string): Promise<void> {
	const [place] = await superuser`select setting as file from pg_settings where name = 'hba_file'`;
	const file = String(place?.file);
	await writeFile(file, `${line}\n${await readFile(file, 'utf8')}`);
	await superuser`select pg_reload_conf()`;
}

/** A copy of a stopped cluster's folder, owners kept, its configuration its own. */
export async function copyCluster(directory: string, name = 'copy'): Promise<string> {
	const copy = `${directory}-${name}`;
	await run('cp', ['-a', directory, copy]);
	await rm(`${copy}/data/postmaster.pid`, {force: true});
	// The cluster includes the configuration of its folder by an absolute path.
	await run('sed', [
		'-i',
		`s#'${directory}/pgdeck.conf'#'${copy}/pgdeck.conf'#`,
		`${copy}/data/postgresql.conf`,
	]);
	return copy;
}
