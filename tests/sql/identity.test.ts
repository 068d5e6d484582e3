import {describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {readCapabilities} from '../../source/queries/capabilities.ts';
import {readIdentity} from '../../source/queries/identity.ts';
import {readStatisticsSince} from '../../source/queries/statistics-since.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';

describe.each(versions)('the identity of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();

	it('recognizes a superuser', async () => {
		const identity = await readIdentity(database.reader());
		const [truth] = await sql`
			select oid::int as oid, system_identifier::text as system, pg_postmaster_start_time() as started
			from pg_database, pg_control_system() where datname = current_database()`;
		expect(identity).toEqual({
			versionNumber: expect.any(Number),
			version: expect.stringMatching(new RegExp(`^${version}\\.\\d+`)),
			database: database.name,
			databaseOid: truth?.oid,
			user: database.server.user,
			quotedUser: database.server.user,
			superuser: true,
			monitor: true,
			inRecovery: false,
			startedAt: truth?.started,
			systemIdentifier: truth?.system,
		});
		const [major, minor] = identity.version.split('.').map(text => Number.parseInt(text, 10));
		expect(identity.versionNumber).toBe((major ?? 0) * 10_000 + (minor ?? 0));
	});

	it('distinguishes a member of pg_monitor from a role without privileges', async () => {
		expect(await readIdentity(database.reader(monitor))).toMatchObject({
			user: monitor.user,
			superuser: false,
			monitor: true,
		});
		expect(await readIdentity(database.reader(plain))).toMatchObject({
			user: plain.user,
			superuser: false,
			monitor: false,
		});
	});

	it('omits the system identifier if a service withholds it', async () => {
		await sql`revoke execute on function pg_control_system() from public`;
		expect((await readIdentity(database.reader(plain))).systemIdentifier).toBeNull();
		expect((await readIdentity(database.reader())).systemIdentifier).not.toBeNull();
		await sql`grant execute on function pg_control_system() to public`;
	});

	it('quotes a role name as an SQL identifier', async () => {
		const odd = `Od"d role of ${process.pid}`;
		await sql`create role ${sql(odd)} login password 'secret'`;
		try {
			const reader = database.reader({user: odd, password: 'secret'});
			const {user, quotedUser} = await readIdentity(reader);
			expect(user).toBe(odd);
			expect(quotedUser).toBe(`"Od""d role of ${process.pid}"`);
			await sql.unsafe(`grant pg_monitor to ${quotedUser}`);
			expect((await readIdentity(reader)).monitor).toBe(true);
		} finally {
			await sql`drop role ${sql(odd)}`;
		}
	});

	it('reports the capabilities that panes require', async () => {
		const reader = openReader(database.connection(plain), 'sampling');
		const extensions = ['btree_gist', 'plpgsql'];
		await sql`create extension btree_gist`;
		expect(await readCapabilities(reader)).toEqual({registry: false, requests: false, extensions});
		await applyPack(database, '20260101000400');
		expect(await readCapabilities(reader)).toEqual({registry: false, requests: false, extensions});
		await applyPack(database);
		const withPack = [...extensions, 'pgcrypto'].sort();
		expect(await readCapabilities(reader)).toEqual({registry: true, requests: true, extensions: withPack});
		await sql`alter table circuit_breakers rename to fuses`;
		expect(await readCapabilities(reader)).toEqual({registry: false, requests: true, extensions: withPack});
		await reader.close();
	});

	it('ignores a registry outside the search_path', async () => {
		const reader = database.reader(plain);
		await sql`create schema elsewhere`;
		await sql`alter table request_logs set schema elsewhere`;
		expect((await readCapabilities(reader)).requests).toBe(false);
	});

	it('includes the start of the statistics', async () => {
		const seeing = database.reader(monitor);
		// Until 14 the counting begins, with a date, at the first use of a database.
		if (version < 15) {
			await until(
				() => readStatisticsSince(seeing),
				({reset}) => reset,
			);
		} else {
			const [checkpointer] = await sql<{since: Date}[]>`
				select backend_start as since from pg_stat_activity where backend_type = 'checkpointer'`;
			expect(await readStatisticsSince(seeing)).toEqual({at: checkpointer?.since, reset: false});
			expect(await readStatisticsSince(database.reader(plain))).toEqual({at: null, reset: false});
		}
		const [before] = await sql<{now: Date}[]>`select clock_timestamp() as now, pg_stat_reset()::text`;
		const since = await until(
			() => readStatisticsSince(database.reader(plain)),
			({at}) => at !== null && before !== undefined && at >= before.now,
		);
		expect(since).toEqual({at: expect.any(Date), reset: true});
	});
});
