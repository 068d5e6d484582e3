import {beforeAll, describe, expect, it} from 'vitest';
import {NothingToDo} from '../../source/postgres/errors.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {countOf} from '../helpers/pack-retention.ts';
import {failureOf, runAndLeave, until} from '../helpers/scenario.ts';
import {blocking, details, openOperator} from '../helpers/scenario-actions.ts';
import {upkeepOf} from '../helpers/scenario-upkeep.ts';

describe.each(versions)('rows that no month takes, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const plan = (...names: readonly string[]) => operator.plan({action: 'upkeep', names});
	const task = async (table: string) => {
		const {tasks} = await upkeepOf(database.connection());
		return tasks.find(({name}) => name === `partitions:${table}`);
	};
	/** The statistics tell of rows only after the session that wrote them has handed them in. */
	const write = async (table: string, text: string) => {
		await runAndLeave(database, text);
		await until(
			() => sql<{rows: number}[]>`select pg_stat_get_live_tuples(${table}::regclass)::int as rows`,
			([row]) => (row?.rows ?? 0) > 0,
		);
	};
	beforeAll(() => applyPack(database));

	describe.each(['timestamptz', 'timestamp', 'date'])('by a %s', type => {
		const table = `of_${type}`;

		it('are not due where no month can be made for them, and told with what shows them', async () => {
			await sql.unsafe(`
				create table ${table} (id int, "At" ${type}) partition by range ("At");
				create table ${table}_default partition of ${table} default;
				select mcp.create_monthly_partitions('${table}')`);
			await write(
				`${table}_default`,
				`insert into ${table} values (1, '1969-12-31'), (2, now() + interval '2 years'), (3, null)`,
			);
			expect(await task(`public.${table}`)).toMatchObject({
				state: 'done',
				detail: expect.stringMatching(
					/; 3 rows in the default partition are of no month that can be made \(none before 1970, none after \d{4}-\d\d\): SELECT/,
				),
			});
			const [, statement = ''] = /: (SELECT .*);$/.exec((await task(`public.${table}`))?.detail ?? '') ?? [];
			expect((await sql.unsafe(statement)).map(({id}) => id).toSorted()).toEqual([1, 2, 3]);
			const failure = await failureOf(plan(`partitions:public.${table}`));
			expect(failure).toBeInstanceOf(NothingToDo);
			expect(failure.message).toContain('3 rows in the default partition');
			expect(await failureOf(plan('partitions'))).toBeInstanceOf(NothingToDo);
		});

		it('are told beside those that move, before and after', async () => {
			await write(
				`${table}_default`,
				`insert into ${table} select n, '2001-02-03'::date + n from generate_series(1, 5) n`,
			);
			const due = await until(
				() => task(`public.${table}`),
				found => found?.detail.includes('; 5 rows in the default partition;') === true,
			);
			expect(due?.state).toBe('due');
			const made = await plan(`partitions:public.${table}`);
			expect(details(made, 'warn')).toEqual([
				expect.stringMatching(/5 rows of the default partition move/),
				expect.stringMatching(/3 rows in the default partition are of no month/),
			]);
			const run = await operator.run(made);
			expect(run).toMatchObject({
				status: 'done',
				units: [
					{note: expect.stringMatching(/^it has months to .*; 3 rows in the default partition are of no/)},
				],
			});
			expect(operator.entries('done').at(-1)?.result).toBe(run.units[0]?.note);
			expect(await countOf(sql, `${table}_default`)).toBe(3);
			expect(await failureOf(plan('partitions'))).toBeInstanceOf(NothingToDo);
		});
	});

	it('stay where something refers to them: foreseen, not due, and what the server says of it is in the journal', async () => {
		await sql.unsafe(`
			create table log (id int, at timestamptz, primary key (id, at)) partition by range (at);
			create table log_default partition of log default;
			select mcp.create_monthly_partitions('log')`);
		await write('log_default', `insert into log values (1, '2020-05-05'), (2, '2020-05-06')`);
		const before = await plan('partitions:public.log');
		await sql`create table "Notes" (id int, at timestamptz, foreign key (id, at) references log_default (id, at))`;
		expect(await task('public.log')).toMatchObject({
			state: 'done',
			detail: expect.stringMatching(
				/; 2 rows can't leave the default partition, since it is referred to by public\.Notes$/,
			),
		});
		expect((await failureOf(plan('partitions:public.log'))).message).toContain('referred to by');
		// It came up after the plan was made.
		const run = await operator.run(before);
		const note = run.units[0]?.note;
		expect(note).toMatch(
			/The server says: Rows of 2020-05 stay in .*log_default, since it is referred to by .*Notes/,
		);
		expect(operator.entries('done').at(-1)?.result).toBe(note);
		expect(await countOf(sql, 'log_default')).toBe(2);
		await sql`drop table "Notes"`;
	});

	it('are n/a to who may not read them', async () => {
		const role = await database.createRole(['pg_monitor']);
		const {tasks} = await upkeepOf(database.connection(role));
		expect(tasks.find(({name}) => name === 'partitions:public.log')).toMatchObject({
			state: 'unknown',
			detail: expect.stringMatching(/; what is in the default partition is not known: permission denied/),
		});
	});
});

describe.each(versions)('months made by a role that owns nothing, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => applyPack(database));

	/** With what pgdeck_operator has for this, in this database only. */
	const openKeeper = async () => {
		const role = await database.createRole(['pg_monitor']);
		await sql.unsafe(`
			grant usage on schema mcp to ${role.user};
			grant execute on function mcp.create_monthly_partitions(regclass, integer),
				mcp.make_own_monthly_partitions(regclass, integer) to ${role.user}`);
		const keeper = await openOperator(database.connection(role));
		return {role, plan: (name: string) => keeper.plan({action: 'upkeep', names: [name]}), keeper};
	};

	it('are refused in the plan for a table of somebody else, and made for those of the owner of the pack', async () => {
		const {role, plan, keeper} = await openKeeper();
		const other = await database.createRole();
		await sql.unsafe(`
			create schema theirs authorization ${other.user};
			create table theirs.log (at timestamptz) partition by range (at);
			create table theirs.log_default partition of theirs.log default;
			alter table theirs.log owner to ${other.user};
			create table theirs.mixed (at timestamptz) partition by range (at);
			create table theirs.mixed_default partition of theirs.mixed default;
			alter table theirs.mixed_default owner to ${other.user};
			create table ours (at timestamptz) partition by range (at)`);
		for (const [name, relation] of [
			['theirs.log', 'theirs.log'],
			['theirs.mixed', 'theirs.mixed_default'],
		]) {
			expect(blocking(await plan(`partitions:${name}`))).toEqual([
				`partitions:${name}: months would be made as postgres, and ${relation} belongs to ${other.user}: a superuser has to do it`,
			]);
		}
		const {tasks} = await upkeepOf(database.connection(role));
		expect(tasks.find(({name}) => name === 'partitions:theirs.log')?.obstacle).toContain(
			'a superuser has to',
		);
		const made = await plan('partitions:public.ours');
		expect(blocking(made)).toEqual([]);
		expect((await keeper.run(made)).status).toBe('done');
		// A superuser may.
		const superuser = await openOperator(database.connection());
		expect((await superuser.act({action: 'upkeep', names: ['partitions:theirs.log']})).status).toBe('done');
		await sql.unsafe(`drop schema theirs cascade; drop owned by ${role.user}`);
	});

	it('and retention of such a table is refused in the plan too, with what would allow it', async () => {
		const {role, plan} = await openKeeper();
		const other = await database.createRole();
		await sql.unsafe(`
			grant execute on function mcp.retention_policies(text), mcp.retention_due(text), mcp.retention_step(text, integer)
				to ${role.user};
			grant execute on procedure mcp.apply_retention(text, integer) to ${role.user};
			create table old_rows (at timestamptz);
			insert into old_rows values ('2020-01-01');
			alter table old_rows owner to ${other.user};
			insert into data_retention_policies (table_name, time_column, retention_days, action)
				values ('old_rows', 'at', 30, 'archive')`);
		const [refused = ''] = blocking(await plan('retention:old_rows'));
		expect(refused).toMatch(/^retention:old_rows: \S*old_rows belongs to .*, not to postgres, who owns /);
		const [, change = ''] = /To change that: (.*)$/.exec(refused) ?? [];
		await sql.unsafe(change);
		expect(blocking(await plan('retention:old_rows'))).toEqual([]);
		await sql.unsafe(`drop table old_rows; drop owned by ${role.user}`);
	});

	it('are refused with the GRANT where the owner of the pack may not create tables, and made with it', async () => {
		const owner = await database.createRole();
		await sql.unsafe(`
			create table ours_too (at timestamptz) partition by range (at);
			alter table ours_too owner to ${owner.user};
			grant usage on schema mcp to ${owner.user};
			revoke create on schema public from public`);
		const functions = await sql<{name: string}[]>`
			select oid::regprocedure::text as name from pg_proc where pronamespace = 'mcp'::regnamespace
				and proname in ('create_monthly_partitions', 'make_own_monthly_partitions', 'make_monthly_partitions',
					'attach_month', 'copy_grants', 'move_month', 'row_move_obstacle')`;
		for (const {name} of functions) {
			await sql.unsafe(`grant execute on function ${name} to ${owner.user}`);
			await sql.unsafe(`alter function ${name} owner to ${owner.user}`);
		}
		const {role, plan, keeper} = await openKeeper();
		const refused = blocking(await plan('partitions:public.ours_too'));
		expect(refused).toEqual([
			`partitions:public.ours_too: ${owner.user} may not create tables in the schema public. To allow it: GRANT CREATE ON SCHEMA public TO ${owner.user};`,
		]);
		const [, grant = ''] = /To allow it: (.*;)/.exec(refused[0] ?? '') ?? [];
		await sql.unsafe(grant);
		const made = await plan('partitions:public.ours_too');
		expect(blocking(made)).toEqual([]);
		const run = await keeper.run(made);
		expect([run.status, run.units[0]?.note]).toEqual(['done', expect.stringMatching(/^it has months to/)]);
		await sql.unsafe(
			`reassign owned by ${owner.user} to postgres; drop owned by ${owner.user}, ${role.user}`,
		);
	});
});
