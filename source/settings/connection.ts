import {existsSync, readFileSync} from 'node:fs';

import path from 'node:path';
import type {
	ConnectionSettings,
	SslMode,
	TargetSession,
	TlsVersion,
} from '../postgres/connection-settings.ts';
import {UsageError} from '../postgres/errors.ts';
import {type Conninfo, parseConninfo, parseService} from './conninfo.ts';
import {homeFolder, loginName} from './own-user.ts';

export type {ConnectionSettings};

/** The keyword of each environment variable of libpq (PostgreSQL documentation, 34.15). */
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
	PGHOSTADDR: 'hostaddr',
	PGREQUIREAUTH: 'require_auth',
	PGCHANNELBINDING: 'channel_binding',
	PGGSSENCMODE: 'gssencmode',
	PGREQUIREPEER: 'requirepeer',
	PGSSLCRL: 'sslcrl',
	PGSSLSNI: 'sslsni',
	PGSSLNEGOTIATION: 'sslnegotiation',
	PGSSLMINPROTOCOLVERSION: 'ssl_min_protocol_version',
	PGSSLMAXPROTOCOLVERSION: 'ssl_max_protocol_version',
};

const sslModes: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const targetSessions: readonly string[] = ['read-write', 'read-only', 'primary', 'standby', 'prefer-standby'];
const socketFolders = ['/var/run/postgresql', '/tmp'];

/**
The precedence of psql: flags, connection string, service, environment, libpq's defaults.
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
	refuseUnsupported(conninfo);
	const addresses = conninfo.hostaddr?.split(',');
	// verify-full checks the address of a host without a name.
	const named = conninfo.host?.split(',');
	if (named && addresses && named.length !== addresses.length) {
		throw new UsageError(
			`${named.length} hosts do not match ${addresses.length} addresses in hostaddr. Give one address for each host.`,
		);
	}
	const hosts = (named ?? addresses ?? ['']).map(
		(host, index) => host || addresses?.[index] || defaultHost(),
	);
	const ports = (conninfo.port || '5432').split(',').map(parsePort);
	if (ports.length !== 1 && ports.length !== hosts.length) {
		throw new UsageError(
			`${ports.length} ports do not match ${hosts.length} hosts. Give one port, or one for each host.`,
		);
	}
	const user = conninfo.user || loginName();
	// As in libpq: system certificates vouch for many servers, so the name must be checked.
	const usualMode = conninfo.sslrootcert === 'system' ? 'verify-full' : 'prefer';
	const sslMode = oneOf('sslmode', conninfo.sslmode ?? usualMode, sslModes) as SslMode;
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
		...(addresses ? {hostAddresses: addresses} : {}),
		...(conninfo.password === undefined ? {} : {password: conninfo.password}),
		...tlsSettings(conninfo, sslMode),
		...(conninfo.options ? {options: conninfo.options} : {}),
		...(target && target !== 'any'
			? {targetSession: oneOf('target_session_attrs', target, targetSessions) as TargetSession}
			: {}),
		...(service ? {service} : {}),
	};
}

/** The socket directory of this machine's packages if there is one, as in psql, otherwise localhost. */
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

const tlsVersions: readonly string[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The files and limits of TLS, by default libpq's files in ~/.postgresql. */
function tlsSettings(conninfo: Conninfo, sslMode: SslMode): Partial<ConnectionSettings> {
	const own = (name: string) => {
		const file = path.join(homeFolder(), '.postgresql', name);
		return existsSync(file) ? file : undefined;
	};
	const rootCertificate = conninfo.sslrootcert || own('root.crt');
	if (rootCertificate === 'system' && sslMode !== 'verify-full') {
		throw new UsageError(
			`sslrootcert=system requires sslmode=verify-full, not ${sslMode}: with a weaker mode any certificate of any site would do.`,
		);
	}
	const certificate = conninfo.sslcert || own('postgresql.crt');
	const key = conninfo.sslkey || (certificate ? own('postgresql.key') : undefined);
	if (certificate && !key) {
		throw new UsageError(`The certificate ${certificate} has no private key. Name its file with sslkey.`);
	}
	const negotiation = oneOf('sslnegotiation', conninfo.sslnegotiation || 'postgres', ['postgres', 'direct']);
	if (negotiation === 'direct' && !['require', 'verify-ca', 'verify-full'].includes(sslMode)) {
		throw new UsageError(
			`sslnegotiation=direct requires sslmode=require, verify-ca or verify-full, not ${sslMode}.`,
		);
	}
	const version = (keyword: string) =>
		conninfo[keyword] ? (oneOf(keyword, conninfo[keyword], tlsVersions) as TlsVersion) : undefined;
	const least = version('ssl_min_protocol_version');
	const most = version('ssl_max_protocol_version');
	if (least && most && tlsVersions.indexOf(least) > tlsVersions.indexOf(most)) {
		throw new UsageError(
			`ssl_min_protocol_version ${least} is above ssl_max_protocol_version ${most}. Swap them.`,
		);
	}
	return {
		...(rootCertificate ? {sslRootCertificate: rootCertificate} : {}),
		...(certificate ? {sslCertificate: certificate} : {}),
		...(key ? {sslKey: key} : {}),
		...(conninfo.sslpassword ? {sslPassword: conninfo.sslpassword} : {}),
		...(conninfo.sslcrl ? {sslCrl: conninfo.sslcrl} : {}),
		...(negotiation === 'direct' ? {sslDirect: true} : {}),
		...(conninfo.sslsni === '0' ? {sslServerName: false} : {}),
		...(least ? {sslMinVersion: least} : {}),
		...(most ? {sslMaxVersion: most} : {}),
	};
}

/** Rejects options that ask for a protection which pgdeck can't give. */
function refuseUnsupported(conninfo: Conninfo): void {
	const refuse = (option: string, why: string) => {
		throw new UsageError(
			`${option} is not supported: ${why}. Remove the option, or use psql for this server.`,
		);
	};
	const binding = oneOf('channel_binding', conninfo.channel_binding || 'prefer', [
		'disable',
		'prefer',
		'require',
	]);
	if (binding === 'require')
		refuse('channel_binding=require', 'pgdeck does not bind the login to the TLS channel');
	const gss = oneOf('gssencmode', conninfo.gssencmode || 'prefer', ['disable', 'prefer', 'require']);
	if (gss === 'require') refuse('gssencmode=require', 'pgdeck does not encrypt by GSSAPI');
	if (conninfo.require_auth)
		refuse('require_auth', 'pgdeck does not choose the method by which the server asks for the password');
	if (conninfo.requirepeer) refuse('requirepeer', 'pgdeck does not read the owner of the server process');
	if (conninfo.load_balance_hosts && conninfo.load_balance_hosts !== 'disable')
		refuse(`load_balance_hosts=${conninfo.load_balance_hosts}`, 'pgdeck tries hosts in their order');
	if (conninfo.sslcrldir)
		refuse('sslcrldir', 'pgdeck reads revoked certificates from one file: name it with sslcrl');
}
