import postgres from 'postgres';
import {afterAll, inject} from 'vitest';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {splitStatements} from '../../source/migrations/parse/statements.ts';
import {openReader, type Reader} from '../../source/postgres/reader.ts';
import {type ConnectionSettings, connectionSettings} from '../../source/settings/connection.ts';
import type {TestServer} from './servers.ts';

/** The oldest and the newest that are supported: what holds on both is seldom otherwise between them. */
export const versions = [13, 18] as const;
/** For indexes, bloat and vacuum, whose catalogs and counters changed in the middle too. */
export const everyVersion = [13, 15, 18] as const;
export type Version = (typeof everyVersion)[number];

export type TestDatabase = {
	readonly name: string;
	readonly server: TestServer;
	/** As superuser, for making the condition that a test looks at. */
	readonly sql: postgres.Sql;
	connection(role?: Role): ConnectionSettings;
	/** A read-only connection as the console has it; closed after the file's tests. */
	reader(role?: Role): Reader;
	/** A further session, to hold a lock or a transaction with. */
	session(): postgres.Sql;
	uri(role?: Role): string;
	/** A role that may log in and is a member of the given ones; dropped after the database. */
	createRole(memberOf?: readonly string[]): Promise<Role>;
};

type Role = {user: string; password: string};

export function serverOf(version: Version): TestServer {
	return inject(`postgres${version}`);
}

const quiet = {onnotice: () => undefined, prepare: false} as const;
let serial = 0;

/** An empty database of its own on the server of that version, dropped after the file's tests. */
export async function createDatabase(version: Version): Promise<TestDatabase> {
	const server = serverOf(version);
	const name = `test_${process.pid}_${++serial}`;
	const login = {host: server.host, port: server.port, username: server.user, password: server.password};
	const admin = postgres({...login, ...quiet, database: 'postgres', max: 1});
	await admin`create database ${admin(name)}`;
	const roles: string[] = [];
	const open: Array<{end?: () => Promise<void>; close?: () => Promise<void>}> = [];
	const connect = (max: number) => {
		const sql = postgres({...login, ...quiet, database: name, max});
		open.push({end: () => sql.end({timeout: 0})});
		return sql;
	};
	const connection = (role = {user: server.user, password: server.password}) =>
		connectionSettings(
			undefined,
			{host: server.host, port: String(server.port), user: role.user, dbname: name},
			{
				PGPASSWORD: role.password,
				PGSSLMODE: 'disable',
			},
		);
	afterAll(async () => {
		await Promise.all(open.map(item => item.end?.() ?? item.close?.()));
		await admin`drop database if exists ${admin(name)} with (force)`;
		for (const role of roles) await admin`drop role ${admin(role)}`;
		await admin.end();
	});
	return {
		name,
		server,
		sql: connect(4),
		connection,
		reader(role) {
			const reader = openReader(connection(role), 'analytics');
			open.push(reader);
			return reader;
		},
		session: () => connect(1),
		uri: (role = {user: server.user, password: server.password}) =>
			`postgres://${role.user}:${role.password}@${server.host}:${server.port}/${name}?sslmode=disable`,
		async createRole(memberOf = []) {
			const role = {user: `${name}_role${roles.length + 1}`, password: 'secret'};
			await admin`create role ${admin(role.user)} login`;
			await admin.unsafe(`alter role ${role.user} password '${role.password}'`);
			for (const group of memberOf) await admin`grant ${admin(group)} to ${admin(role.user)}`;
			roles.push(role.user);
			return role;
		},
	};
}

/** Runs the pack's up blocks, or those before a version, without a ledger: for tests that only need the objects. */
export async function applyPack(database: TestDatabase, before = '99999999999999'): Promise<void> {
	for (const migration of packMigrations) {
		if (migration.version >= before || !migration.up) continue;
		for (const statement of await splitStatements(migration.up.text)) {
			await database.sql.unsafe(statement.text);
		}
	}
}
