import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';
import {makeLog, policy} from '../helpers/pack-retention.ts';

describe.each(versions)('a new archive on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => packUp(sql));

	it.each(['plain', 'months'])(
		'belongs to its owner alone, whatever the default privileges: %s',
		async table => {
			const {user} = await database.createRole();
			if (table === 'months') await makeLog(sql, table, 4, 2);
			else await sql`create table plain (at timestamptz)`;
			await sql`insert into ${sql(table)} (at) select '2020-01-01' where ${table} = 'plain'`;
			await policy(sql, table, 40, 'archive');
			await sql.unsafe(`alter default privileges grant select on tables to public;
			alter default privileges grant all on tables to ${user} with grant option`);
			await sql`select mcp.retention_step(${table})`;
			await sql.unsafe(`alter default privileges revoke select on tables from public;
			alter default privileges revoke all on tables from ${user}`);
			const made = await sql`
			select relname::text as name, (
				select count(*)::int from aclexplode(relacl) where grantee <> relowner
			) as others
			from pg_class where relname ~ ${`^${table}_archive`} and relkind in ('r', 'p') order by relname`;
			expect([...made]).toEqual(
				[`${table}_archive`, ...(table === 'months' ? [`${table}_archive_default`] : [])].map(name => ({
					name,
					others: 0,
				})),
			);
		},
	);
});
