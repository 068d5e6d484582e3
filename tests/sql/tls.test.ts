import {chmodSync, chownSync, copyFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {toServerError} from '../../source/postgres/server-error.ts';
import {type ConnectionSettings, connectionSettings} from '../../source/settings/connection.ts';
import {createAuthority} from '../helpers/certificates.ts';
import {until} from '../helpers/scenario.ts';
import {allowLogins, createServer} from '../helpers/scenario-server.ts';

describe.each([13, 18] as const)('TLS to PostgreSQL %d', async version => {
	const server = await createServer(version);
	const authority = createAuthority('our own');
	const stranger = createAuthority('somebody else');
	const sql = server.session();
	const {password, user} = server.connection();

	/** The server shows this certificate from now on. */
	const show = async ({certificate, key}: {certificate: string; key: string}) => {
		const data = path.join(server.directory, 'data');
		const {uid, gid} = statSync(data);
		for (const [from, to] of [
			[certificate, 'server.crt'],
			[key, 'server.key'],
		] as const) {
			copyFileSync(from, path.join(data, to));
			chownSync(path.join(data, to), uid, gid);
			chmodSync(path.join(data, to), 0o600);
		}
		copyFileSync(authority.root, path.join(data, 'root.crt'));
		chmodSync(path.join(data, 'root.crt'), 0o644);
		await sql.unsafe('alter system set ssl = on');
		await sql.unsafe("alter system set ssl_ca_file = 'root.crt'");
		const [before] = await sql`select pg_conf_load_time()::text as at`;
		await sql`select pg_reload_conf()`;
		await until(
			() => sql`select pg_conf_load_time()::text as at`,
			([row]) => row?.at !== before?.at,
		);
	};
	const connection = (options: string): ConnectionSettings =>
		connectionSettings(
			`port=${server.port} user=${user} dbname=postgres ${options}`,
			{},
			{PGPASSWORD: password},
		);
	/** The TLS version of the session, null without TLS, or the error. */
	const reach = async (options: string): Promise<string | null> => {
		const reader = openReader(connection(options), 'sampling');
		try {
			const [row] = await reader.read(
				own =>
					own`select s.version as tls from pg_catalog.pg_stat_ssl s where s.pid = pg_catalog.pg_backend_pid()`,
			);
			return row?.tls as string | null;
		} catch (error) {
			const {code, message} = toServerError(error);
			return `${code}: ${message}`;
		} finally {
			await reader.close();
		}
	};
	const root = `sslrootcert=${authority.root}`;

	beforeAll(async () => {
		await allowLogins(sql, 'hostssl all all ::1/128 scram-sha-256');
	});

	describe('with a certificate for the host name only', () => {
		beforeAll(() => show(authority.issue('localhost', ['DNS:localhost'])));

		it.each([
			['host=localhost sslmode=verify-full', /^TLSv1/],
			['host=localhost hostaddr=127.0.0.1 sslmode=verify-full', /^TLSv1/],
			['host=127.0.0.1 sslmode=verify-full', /ERR_TLS_CERT_ALTNAME_INVALID/],
			['hostaddr=127.0.0.1 sslmode=verify-full', /ERR_TLS_CERT_ALTNAME_INVALID/],
			['host=db.example.org hostaddr=127.0.0.1 sslmode=verify-full', /ERR_TLS_CERT_ALTNAME_INVALID/],
			['host=127.0.0.1 sslmode=verify-ca', /^TLSv1/],
			['host=127.0.0.1 sslmode=require', /^TLSv1/],
		])('%s', async (options, expected) => {
			expect(await reach(`${options} ${root}`)).toMatch(expected);
		});

		it.each([
			['verify-full', 'host=localhost sslmode=verify-full'],
			['verify-ca', 'host=localhost sslmode=verify-ca'],
			['require, which a root certificate turns into verify-ca', 'host=localhost sslmode=require'],
		])('refuses a certificate of another authority: %s', async (_what, options) => {
			expect(await reach(`${options} sslrootcert=${stranger.root}`)).toMatch(/verify|SELF_SIGNED|UNABLE/i);
		});

		it('encrypts without verification if sslmode requests none', async () => {
			expect(await reach('host=127.0.0.1 sslmode=require')).toMatch(/^TLSv1/);
			expect(await reach('host=127.0.0.1 sslmode=prefer')).toMatch(/^TLSv1/);
			expect(await reach('host=127.0.0.1 sslmode=disable')).toBe(null);
		});

		it('requires a root certificate for verification, and names its default location', async () => {
			expect(await reach('host=localhost sslmode=verify-full')).toContain(
				'~/.postgresql/root.crt does not exist',
			);
			expect(await reach('host=localhost sslmode=verify-ca sslrootcert=/nowhere.crt')).toContain(
				"The file /nowhere.crt (sslrootcert) can't be read",
			);
		});

		it('uses only the allowed TLS versions', async () => {
			expect(await reach(`host=localhost sslmode=verify-full ${root} ssl_max_protocol_version=TLSv1.2`)).toBe(
				'TLSv1.2',
			);
			expect(await reach(`host=localhost sslmode=verify-full ${root} ssl_min_protocol_version=TLSv1.3`)).toBe(
				'TLSv1.3',
			);
		});

		it('logs in with a client certificate, and requires a private key file', async () => {
			await sql.unsafe('create role carol login');
			await allowLogins(sql, 'hostssl all carol 127.0.0.1/32 cert');
			const {certificate, key} = authority.issue('carol');
			const as = `host=localhost hostaddr=127.0.0.1 sslmode=verify-full ${root} user=carol sslcert=${certificate} sslkey=${key}`;
			chmodSync(key, 0o600);
			expect(await reach(as)).toMatch(/^TLSv1/);
			chmodSync(key, 0o644);
			expect(await reach(as)).toContain(`Run: chmod 600 ${key}`);
		});

		it('starts with direct TLS if configured, from PostgreSQL 17 on', async () => {
			const found = await reach(`host=localhost sslmode=verify-full ${root} sslnegotiation=direct`);
			if (version >= 17) expect(found).toBe('TLSv1.3');
			else expect(found).toMatch(/ECONNRESET|CLOSED|socket|TLS/i);
		});
	});

	describe('with a certificate for the address', () => {
		beforeAll(() => show(authority.issue('db', ['IP:127.0.0.1'])));

		it.each([
			['host=127.0.0.1 sslmode=verify-full', /^TLSv1/],
			['hostaddr=127.0.0.1 sslmode=verify-full', /^TLSv1/],
			['host=localhost hostaddr=127.0.0.1 sslmode=verify-full', /ERR_TLS_CERT_ALTNAME_INVALID/],
		])('%s', async (options, expected) => {
			expect(await reach(`${options} ${root}`)).toMatch(expected);
		});
	});

	it('reports a server without TLS', async () => {
		await sql.unsafe('alter system set ssl = off');
		await sql`select pg_reload_conf()`;
		await until(
			() => sql`show ssl`,
			([row]) => row?.ssl === 'off',
		);
		expect(await reach('host=127.0.0.1 sslmode=require')).toContain(
			'does not offer TLS, and sslmode=require requires it',
		);
		expect(await reach('host=127.0.0.1 sslmode=prefer')).toBe(null);
	});
});
