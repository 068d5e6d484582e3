import postgres from 'postgres';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

describe.each(versions)('privileges to create months, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const role = await database.createRole();
	const keeper = postgres(database.uri(role), {max: 1, prepare: false, onnotice: () => undefined});
	afterAll(() => keeper.end());
	beforeAll(async () => {
		await packUp(sql);
		// The privileges of pgdeck_operator, for a login of this database only.
		await sql.unsafe(`
			grant usage on schema mcp to ${role.user};
			grant execute on function mcp.create_monthly_partitions(regclass, integer) to ${role.user};
			grant execute on function mcp.make_own_monthly_partitions(regclass, integer) to ${role.user};
			create schema theirs authorization ${role.user};
			create table ours (id int, at timestamptz) partition by range (at);
			create table ours_default partition of ours default`);
		await keeper.unsafe(`
			create table theirs.log (id int, at timestamptz) partition by range (at);
			create table theirs.log_default partition of theirs.log default;
			create function theirs.climb() returns trigger language plpgsql as $$
				begin execute 'alter role ${role.user} superuser'; return old; end $$;
			create trigger climb before delete on theirs.log_default for each row execute function theirs.climb();
			insert into theirs.log values (1, now())`);
	});
	const isSuperuser = async () =>
		(await sql`select rolsuper from pg_roles where rolname = ${role.user}`)[0]?.rolsuper;
	const fromKeeper = (table: string) =>
		keeper`select mcp.create_monthly_partitions(${table}::text::regclass)`;

	it('cover tables of the pack’s owner, for granted roles', async () => {
		expect(await fromKeeper('ours')).toHaveLength(4);
	});

	it('exclude tables of another role, whose triggers would run as the pack’s owner', async () => {
		await expect(fromKeeper('theirs.log')).rejects.toMatchObject({
			code: '42501',
			message: expect.stringMatching(/^Table theirs\.log(_default)? belongs to \w+, not to postgres,/),
			hint: expect.stringContaining('Let a superuser or the owner of the pack make them.'),
		});
		expect(await isSuperuser()).toBe(false);
	});

	it('exclude tables with a partition of another role', async () => {
		await sql.unsafe(`
			create table mixed (id int, at timestamptz) partition by range (at);
			create table theirs.mixed_default partition of mixed default;
			alter table theirs.mixed_default owner to ${role.user}`);
		await expect(fromKeeper('mixed')).rejects.toMatchObject({
			code: '42501',
			message: expect.stringContaining('Table theirs.mixed_default belongs to'),
		});
	});

	it('exclude temporary tables', async () => {
		await keeper.unsafe(`
			create temp table victim (id int, at timestamptz not null) partition by range (at);
			create temp table victim_default partition of victim default`);
		await expect(fromKeeper('pg_temp.victim')).rejects.toMatchObject({
			code: '42501',
			message: expect.stringContaining('is a temporary table.'),
		});
		const session = database.session();
		await session.unsafe('create temp table mine (at timestamptz not null) partition by range (at)');
		await expect(session`select mcp.create_monthly_partitions('pg_temp.mine')`).rejects.toMatchObject({
			code: '42501',
		});
	});

	it('do not include the internal functions', async () => {
		await expect(keeper`select mcp.make_monthly_partitions('ours')`).rejects.toMatchObject({code: '42501'});
		await expect(keeper`select mcp.make_own_monthly_partitions('theirs.log')`).rejects.toMatchObject({
			code: '42501',
		});
	});

	it('exclude tables of another role in a superuser’s ANALYZE, where session_user is the superuser', async () => {
		await keeper.unsafe(`
			create table theirs.bait (id int);
			create function theirs.bite(int) returns int language plpgsql immutable as $$
				begin
					if session_user <> '${role.user}' then
						perform mcp.create_monthly_partitions('theirs.log');
					end if;
					return $1;
				end $$;
			create index on theirs.bait (theirs.bite(id));
			insert into theirs.bait values (1), (2)`);
		await expect(sql.unsafe('analyze theirs.bait')).rejects.toMatchObject({
			code: '42501',
			message: expect.stringContaining('Table theirs.log'),
		});
		expect(await isSuperuser()).toBe(false);
	});
});
