import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {UsageError} from '../../source/postgres/errors.ts';
import {connectionSettings} from '../../source/settings/connection.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
const services = path.join(folder, 'services.conf');
writeFileSync(services, '[prod]\nhost=service-host\nport=1\nuser=service-user\ndbname=service-db\n');
afterAll(() => rmSync(folder, {recursive: true}));

/** Everywhere a host is named: what stands in for one depends on the machine. */
const connect = (text: string, flags = {}, environment: NodeJS.ProcessEnv = {}) =>
	connectionSettings(text, flags, environment);

describe('precedence of sources', () => {
	const environment = {
		PGHOST: 'environment-host',
		PGPORT: '2',
		PGUSER: 'environment-user',
		PGDATABASE: 'environment-db',
		PGSERVICEFILE: services,
	};
	it.each([
		['the environment where nothing else speaks', '', {}, {}, 'environment-host', 2, 'environment-user'],
		['a service over the environment', 'service=prod', {}, {}, 'service-host', 1, 'service-user'],
		['a service of the environment too', '', {}, {PGSERVICE: 'prod'}, 'service-host', 1, 'service-user'],
		['the string over its service', 'service=prod host=s', {}, {}, 's', 1, 'service-user'],
		['a URI over its service', 'postgres://u@s?service=prod', {}, {}, 's', 1, 'u'],
		['flags over the string', 'host=s user=u', {host: 'f', port: '3'}, {}, 'f', 3, 'u'],
		['flags over all', 'service=prod', {host: 'f', user: 'g'}, {}, 'f', 1, 'g'],
	])('%s', (_what, text, flags, more, host, port, user) => {
		const settings = connect(text, flags, {...environment, ...more});
		expect([settings.hosts, settings.ports, settings.user]).toEqual([[host], [port], user]);
	});

	it('-d may be a connection string, and beats the argument', () => {
		const settings = connect('postgres://a/one', {dbname: 'postgres://b/two'});
		expect([settings.hosts, settings.database]).toEqual([['b'], 'two']);
		expect(connect('postgres://a/one', {dbname: 'two'}).database).toBe('two');
	});

	it('keeps the service name, which can mark production', () => {
		expect(connect('service=prod', {}, environment).service).toBe('prod');
		expect(connect('host=a').service).toBeUndefined();
	});

	it('names the files searched for a missing service', () => {
		expect(() => connect('service=none', {}, environment)).toThrow(services);
		expect(() => connect('service=none', {}, environment)).toThrow(UsageError);
	});
});

describe('defaults', () => {
	it('take the user from the system, and the database from the user', () => {
		expect(connect('host=a').user).toBe(userInfo().username);
		expect(connect('host=a user=me').database).toBe('me');
	});

	it('match psql otherwise', () => {
		expect(connect('host=a')).toMatchObject({
			ports: [5432],
			sslMode: 'prefer',
			applicationName: 'pgdeck',
			connectTimeoutSeconds: 10,
		});
		expect(connect('host=a')).not.toHaveProperty('password');
	});

	it('an empty variable counts as not set', () => {
		expect(connect('host=a', {}, {PGUSER: '', PGPORT: '', PGDATABASE: ''})).toMatchObject({
			user: userInfo().username,
			ports: [5432],
		});
	});
});

describe('hosts and ports', () => {
	it.each([
		['one port for all', 'host=a,b port=6432', [6432, 6432]],
		['one for each', 'host=a,b port=1,2', [1, 2]],
		['the default where one is left out', 'host=a,b port=,2', [5432, 2]],
	])('%s', (_what, text, ports) => {
		expect(connect(text)).toMatchObject({hosts: ['a', 'b'], ports});
	});

	it('hostaddr is the address to connect to', () => {
		expect(connect('host=name hostaddr=10.0.0.1')).toMatchObject({
			hosts: ['name'],
			hostAddresses: ['10.0.0.1'],
		});
		expect(connect('hostaddr=10.0.0.1')).toMatchObject({hosts: ['10.0.0.1'], hostAddresses: ['10.0.0.1']});
		expect(() => connect('host=a,b hostaddr=10.0.0.1')).toThrow('2 hosts do not match 1 addresses');
	});

	it.each(['host=a,b,c port=1,2', 'host=a port=0', 'host=a port=65536', 'host=a port=x'])(
		'refuses %s',
		text => {
			expect(() => connect(text)).toThrow(UsageError);
		},
	);
});

describe('values of a fixed set', () => {
	it.each(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'])('sslmode %s', mode => {
		expect(connect(`host=a sslmode=${mode}`).sslMode).toBe(mode);
	});

	it.each(['host=a sslmode=on', 'host=a target_session_attrs=master'])('refuses %s', text => {
		expect(() => connect(text)).toThrow(UsageError);
	});

	it('target_session_attrs any accepts every server', () => {
		expect(connect('host=a target_session_attrs=any')).not.toHaveProperty('targetSession');
		expect(connect('host=a target_session_attrs=standby').targetSession).toBe('standby');
	});

	it('keeps certificates and options', () => {
		expect(
			connect('host=a sslrootcert=r sslcert=c sslkey=k connect_timeout=3', {}, {PGOPTIONS: '-c x=y'}),
		).toMatchObject({
			sslRootCertificate: 'r',
			sslCertificate: 'c',
			sslKey: 'k',
			connectTimeoutSeconds: 3,
			options: '-c x=y',
		});
	});
});

describe('an option that requests protection', () => {
	it.each([
		['channel_binding=require', 'channel_binding=require is not supported'],
		['gssencmode=require', 'gssencmode=require is not supported'],
		['require_auth=scram-sha-256', 'require_auth is not supported'],
		['requirepeer=postgres', 'requirepeer is not supported'],
		['sslcrldir=/crl', 'sslcrldir is not supported'],
		['load_balance_hosts=random', 'load_balance_hosts=random is not supported'],
		['sslrootcert=system sslmode=require', 'sslrootcert=system requires sslmode=verify-full'],
		['sslnegotiation=direct', 'sslnegotiation=direct requires sslmode=require'],
		['sslnegotiation=later', 'sslnegotiation is "later"'],
		['ssl_min_protocol_version=SSLv3', 'ssl_min_protocol_version is "SSLv3"'],
		[
			'ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2',
			'is above ssl_max_protocol_version',
		],
		['channel_binding=perhaps', 'channel_binding is "perhaps"'],
		['sslcert=/own.crt', 'has no private key'],
	])('is obeyed or refused: %s', (text, message) => {
		expect(() => connect(`host=h ${text}`)).toThrow(UsageError);
		expect(() => connect(`host=h ${text}`)).toThrow(message);
	});

	it.each([
		['PGCHANNELBINDING', 'require'],
		['PGREQUIREAUTH', 'scram-sha-256'],
		['PGGSSENCMODE', 'require'],
		['PGREQUIREPEER', 'postgres'],
	])('is refused from the environment too: %s', (name, value) => {
		expect(() => connect('host=h', {}, {[name]: value})).toThrow('is not supported');
	});

	it('is accepted if its value requires nothing', () => {
		const text =
			'host=h channel_binding=prefer gssencmode=prefer load_balance_hosts=disable keepalives_count=3';
		expect(connect(text).hosts).toEqual(['h']);
	});

	it('is read from the environment: certificates, limits of TLS, addresses', () => {
		expect(
			connect(
				'host=h',
				{},
				{
					PGHOSTADDR: '10.0.0.9',
					PGSSLMODE: 'verify-full',
					PGSSLROOTCERT: 'system',
					PGSSLCRL: '/crl.pem',
					PGSSLSNI: '0',
					PGSSLNEGOTIATION: 'direct',
					PGSSLMINPROTOCOLVERSION: 'TLSv1.3',
				},
			),
		).toMatchObject({
			hostAddresses: ['10.0.0.9'],
			sslMode: 'verify-full',
			sslRootCertificate: 'system',
			sslCrl: '/crl.pem',
			sslServerName: false,
			sslDirect: true,
			sslMinVersion: 'TLSv1.3',
		});
	});

	it('implies verify-full with sslrootcert=system', () => {
		expect(connect('host=h sslrootcert=system').sslMode).toBe('verify-full');
	});
});
