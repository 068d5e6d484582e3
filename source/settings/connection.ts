import {existsSync, readFileSync} from 'node:fs';

import path from 'node:path';
import {UsageError} from '../postgres/errors.ts';
import {type Conninfo, parseConninfo, parseService} from './conninfo.ts';
import {homeFolder, loginName} from './own-user.ts';

type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Where and as whom to connect, everything decided but the password, which may come from a file or a prompt. */
export type ConnectionSettings = {
	/** Host names, or absolute paths of socket folders. More than one: tried in turn. */
	readonly hosts: readonly string[];
	readonly ports: readonly number[];
	readonly database: string;
	readonly user: string;
	readonly password?: string;
	readonly passwordFile: string;
	readonly sslMode: SslMode;
	readonly sslRootCertificate?: string;
	readonly sslCertificate?: string;
	readonly sslKey?: string;
	readonly applicationName: string;
	readonly connectTimeoutSeconds: number;
	readonly targetSession?: TargetSession;
	readonly options?: string;
	/** The service it came from: part of what makes a server recognizable as production. */
	readonly service?: string;
};

type TargetSession = 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';

/** libpq's environment variables (PostgreSQL documentation, 34.15) by the keyword that each sets. */
const variables: Readonly<Record<string, string>> = {
	PGHOST: 'host',
	PGPORT: 'port',
	PGDATABASE: 'dbname',
	PGUSER: 'user',
	PGPASSWORD: 'password',
	PGPASSFILE: 'passfile',
	PGSERVICE: 'service',
	PGSERVICEFILE: 'servicefile',
	PGSSLMODE: 'sslmode',
	PGSSLROOTCERT: 'sslrootcert',
	PGSSLCERT: 'sslcert',
	PGSSLKEY: 'sslkey',
	PGCONNECT_TIMEOUT: 'connect_timeout',
	PGTARGETSESSIONATTRS: 'target_session_attrs',
	PGOPTIONS: 'options',
	PGAPPNAME: 'application_name',
};

const sslModes: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const targetSessions: readonly string[] = ['read-write', 'read-only', 'primary', 'standby', 'prefer-standby'];
const socketFolders = ['/var/run/postgresql', '/tmp'];

/**
psql's order: flags, then the connection string, then its service, then the environment, then libpq's defaults.
@param text the connection argument: a URI, `key=value` pairs or a database name
@param flags from `-h -p -U -d`; `-d` may itself be a connection string
*/
export function connectionSettings(
	text: string | undefined,
	flags: {
		host?: string | undefined;
		port?: string | undefined;
		user?: string | undefined;
		dbname?: string | undefined;
	},
	environment: NodeJS.ProcessEnv,
): ConnectionSettings {
	const fromFlags = Object.fromEntries(
		Object.entries({host: flags.host, port: flags.port, user: flags.user}).filter(([, value]) => value),
	) as Conninfo;
	const named: Conninfo = {
		...parseConninfo(text ?? ''),
		...(flags.dbname ? parseConninfo(flags.dbname) : {}),
		...fromFlags,
	};
	const fromEnvironment = Object.fromEntries(
		Object.entries(variables).flatMap(([variable, keyword]) => {
			const value = environment[variable];
			return value ? [[keyword, value]] : [];
		}),
	);
	const service = named.service ?? fromEnvironment.service;
	const fromService = service
		? readService(service, named.servicefile ?? fromEnvironment.servicefile, environment)
		: {};
	return interpret({...fromEnvironment, ...fromService, ...named}, service);
}

function readService(name: string, file: string | undefined, environment: NodeJS.ProcessEnv): Conninfo {
	const candidates = [
		file ?? path.join(homeFolder(), '.pg_service.conf'),
		path.join(environment.PGSYSCONFDIR ?? '/etc/postgresql-common', 'pg_service.conf'),
	];
	for (const candidate of candidates) {
		const found = existsSync(candidate) ? parseService(readFileSync(candidate, 'utf8'), name) : undefined;
		if (found) return found;
	}
	throw new UsageError(
		`The service "${name}" is in none of ${candidates.join(', ')}. Add a section [${name}] there.`,
	);
}

function interpret(conninfo: Conninfo, service: string | undefined): ConnectionSettings {
	const hosts = (conninfo.hostaddr ?? conninfo.host ?? defaultHost())
		.split(',')
		.map(host => host || defaultHost());
	const ports = (conninfo.port || '5432').split(',').map(parsePort);
	if (ports.length !== 1 && ports.length !== hosts.length) {
		throw new UsageError(
			`${ports.length} ports do not match ${hosts.length} hosts. Give one port, or one for each host.`,
		);
	}
	const user = conninfo.user || loginName();
	const sslMode = oneOf('sslmode', conninfo.sslmode ?? 'prefer', sslModes) as SslMode;
	const target = conninfo.target_session_attrs;
	return {
		hosts,
		ports: hosts.map((_host, index) => ports[index] ?? ports[0] ?? 5432),
		database: conninfo.dbname || user,
		user,
		passwordFile: conninfo.passfile ?? path.join(homeFolder(), '.pgpass'),
		sslMode,
		applicationName: conninfo.application_name ?? 'pgdeck',
		connectTimeoutSeconds: Number(conninfo.connect_timeout ?? 10) || 10,
		...(conninfo.password === undefined ? {} : {password: conninfo.password}),
		...(conninfo.sslrootcert ? {sslRootCertificate: conninfo.sslrootcert} : {}),
		...(conninfo.sslcert ? {sslCertificate: conninfo.sslcert} : {}),
		...(conninfo.sslkey ? {sslKey: conninfo.sslkey} : {}),
		...(conninfo.options ? {options: conninfo.options} : {}),
		...(target && target !== 'any'
			? {targetSession: oneOf('target_session_attrs', target, targetSessions) as TargetSession}
			: {}),
		...(service ? {service} : {}),
	};
}

/** The socket folder of this machine's packages where there is one, as psql's own default, else localhost. */
function defaultHost(): string {
	return socketFolders.find(folder => existsSync(path.join(folder, '.s.PGSQL.5432'))) ?? 'localhost';
}

function parsePort(text: string): number {
	const port = Number(text || '5432');
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new UsageError(`"${text}" is not a port. Ports are whole numbers from 1 to 65535.`);
	}
	return port;
}

function oneOf(keyword: string, value: string, allowed: readonly string[]): string {
	if (allowed.includes(value)) return value;
	throw new UsageError(`${keyword} is "${value}". It can be ${allowed.join(', ')}.`);
}
