import {beforeAll, describe, expect, it} from 'vitest';
import {checkRequestMapping} from '../../source/queries/requests/request-mapping.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {mappedLogs} from '../helpers/scenario-mapped.ts';
import {expectRequests, randomLog} from '../helpers/scenario-requests.ts';

describe.each(versions)('requests of a mapped log on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const now = new Date();

	beforeAll(async () => {
		await sql`create table log
			(at timestamptz, duration_ms float8, failed boolean, tenant text, actor text, path text)`;
	});

	it.each(mappedLogs)('are read correctly: $kind', async ({make, fill, config, without = [], tenants}) => {
		// A time zone of the role or of the database must not move a time without one.
		await sql.unsafe(`alter database ${database.name} set timezone = 'America/St_Johns'`);
		const all = randomLog(2000, now, 11, {
			tenants: tenants ?? ['one', 'Two', 'th"ree', "f'our", 'five $1'],
			users: ['10', '11', '12', '13', '14'],
		});
		await sql`truncate log`;
		await sql`
			insert into log
			select at, "durationMs", failed, tenant, "user", path
			from jsonb_to_recordset(${sql.json(all as never)})
				as row (at timestamptz, "durationMs" float8, failed boolean, tenant text, "user" text, path text)`;
		await sql.unsafe(make);
		await sql.unsafe(fill);
		const log = all.map(row => ({
			...row,
			failed: without.includes('failed') ? null : row.failed,
			tenant: without.includes('tenant') ? null : row.tenant,
			user: without.includes('user') ? null : row.user,
			path: without.includes('path') ? null : row.path,
			server: null,
		}));

		const reader = database.reader();
		const checked = await checkRequestMapping(reader, config);
		if (!('mapping' in checked)) throw new Error(checked.problems.join(' '));
		const source = {kind: 'mapped', mapping: checked.mapping} as const;
		const since = new Date(now.getTime() - 24 * 3_600_000);
		const range = {since, windowHours: 24, bucketSeconds: 900};
		expect(log.filter(({at}) => at >= since).length).toBeGreaterThan(500);
		await expectRequests(reader, source, range, log);
		await expectRequests(reader, source, {...range, since: new Date(now.getTime() + 60_000)}, log);
		if (!without.includes('tenant')) {
			for (const tenant of [null, ...(tenants ?? ['one', 'th"ree', "f'our", 'five $1', 'nobody'])]) {
				await expectRequests(reader, source, {...range, tenant}, log);
			}
		}
	});
});
