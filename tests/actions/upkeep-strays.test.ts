import {beforeAll, describe, expect, it} from 'vitest';
import {taskText} from '../../source/domain/upkeep/words.ts';
import {NothingToDo} from '../../source/postgres/errors.ts';
import {applyPack, createDatabase, versions} from '../helpers/database.ts';
import {countOf} from '../helpers/pack-retention.ts';
import {failureOf, runAndLeave, until} from '../helpers/scenario.ts';
import {blocking, details, openOperator} from '../helpers/scenario-actions.ts';
import {upkeepOf} from '../helpers/scenario-upkeep.ts';

describe.each(versions)('stray rows of a default partition, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const plan = (...names: readonly string[]) => operator.plan({action: 'upkeep', names});
	const task = async (table: string) => {
		const {tasks} = await upkeepOf(database.connection());
		return tasks.find(({name}) => name === `partitions:${table}`);
	};
	/** The statistics include rows only after the writing session has reported them. */
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

		it('make nothing due if they fit no month, and the task gives a query that shows them', async () => {
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
				remarks: [
					{
						code: 'rows-beyond',
						facts: {rows: 3, orMore: false},
						text: expect.stringMatching(
							/^3 rows in the default partition fit no month from 1970-01 to \d{4}-\d\d$/,
						),
					},
				],
			});
			const facts = (await task(`public.${table}`))?.remarks[0]?.facts;
			const [, statement = ''] = /^(SELECT .*);$/.exec(String(facts?.query)) ?? [];
			expect((await sql.unsafe(statement)).map(({id}) => id).toSorted()).toEqual([1, 2, 3]);
			const failure = await failureOf(plan(`partitions:public.${table}`));
			expect(failure).toBeInstanceOf(NothingToDo);
			expect(failure.message).toContain('3 rows in the default partition');
			expect(await failureOf(plan('partitions'))).toBeInstanceOf(NothingToDo);
		});

		it('are reported beside rows that move, before and after', async () => {
			await write(
				`${table}_default`,
				`insert into ${table} select n, '2001-02-03'::date + n from generate_series(1, 5) n`,
			);
			const due = await until(
				() => task(`public.${table}`),
				found => found !== undefined && taskText(found).includes('; 5 rows in the default partition;'),
			);
			expect(due?.state).toBe('due');
			const made = await plan(`partitions:public.${table}`);
			expect(details(made, 'warn')).toEqual([
				expect.stringMatching(/5 rows of the default partition move/),
				expect.stringMatching(/3 rows in the default partition fit no month .*: SELECT/),
			]);
			const run = await operator.run(made);
			expect(run).toMatchObject({
				status: 'done',
				units: [
					{
						note: expect.stringMatching(/^there are months to .*; 3 rows in the default partition fit no/),
					},
				],
			});
			expect(operator.entries('done').at(-1)?.result).toBe(run.units[0]?.note);
			expect(await countOf(sql, `${table}_default`)).toBe(3);
			expect(await failureOf(plan('partitions'))).toBeInstanceOf(NothingToDo);
		});
	});

	it('stay if a foreign key references them: predicted, not due, and in the journal', async () => {
		await sql.unsafe(`
			create table log (id int, at timestamptz, primary key (id, at)) partition by range (at);
			create table log_default partition of log default;
			select mcp.create_monthly_partitions('log')`);
		await write('log_default', `insert into log values (1, '2020-05-05'), (2, '2020-05-06')`);
		const before = await plan('partitions:public.log');
		await sql`create table "Notes" (id int, at timestamptz, foreign key (id, at) references log_default (id, at))`;
		expect(await task('public.log')).toMatchObject({
			state: 'done',
			remarks: [
				{
					code: 'rows-referenced',
					facts: {rows: 2, orMore: false, tables: ['public.Notes']},
					text: '2 rows cannot leave the default partition, since public.Notes references it',
				},
			],
		});
		expect((await failureOf(plan('partitions:public.log'))).message).toContain('references it');
		// The foreign key was added after the plan was made.
		const run = await operator.run(before);
		const note = run.units[0]?.note;
		expect(note).toMatch(
			/The server says: Rows of 2020-05 stay in .*log_default, since it is referred to by .*Notes/,
		);
		expect(operator.entries('done').at(-1)?.result).toBe(note);
		expect(await countOf(sql, 'log_default')).toBe(2);
		await sql`drop table "Notes"`;
	});

	it('are n/a to a role that may not read them', async () => {
		const role = await database.createRole(['pg_monitor']);
		const {tasks} = await upkeepOf(database.connection(role));
		expect(tasks.find(({name}) => name === 'partitions:public.log')).toMatchObject({
			state: 'unknown',
			remarks: [
				{
					code: 'rows-uncounted',
					text: expect.stringMatching(
						/^the rows in the default partition could not be counted: permission denied/,
					),
				},
			],
		});
	});
});

describe.each(versions)('months created by a role without tables, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	beforeAll(() => applyPack(database));

	/** With the privileges of pgdeck_operator for this, in this database only. */
	const openKeeper = async () => {
		const role = await database.createRole(['pg_monitor']);
		await sql.unsafe(`
			grant usage on schema mcp to ${role.user};
			grant execute on function mcp.create_monthly_partitions(regclass, integer),
				mcp.make_own_monthly_partitions(regclass, integer) to ${role.user}`);
		const keeper = await openOperator(database.connection(role));
		return {role, plan: (name: string) => keeper.plan({action: 'upkeep', names: [name]}), keeper};
	};

	it('are refused in the plan for a table of another role, and created for tables of the owner of the pack', async () => {
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
				`partitions:${name}: partitions would be created as postgres, and ${relation} belongs to ${other.user}: only a superuser can do it`,
			]);
		}
		const {tasks} = await upkeepOf(database.connection(role));
		expect(tasks.find(({name}) => name === 'partitions:theirs.log')?.obstacle).toMatchObject({
			code: 'foreign-owner',
			facts: {relation: 'theirs.log', owner: other.user, maker: 'postgres'},
			text: expect.stringContaining('only a superuser can do it'),
		});
		const made = await plan('partitions:public.ours');
		expect(blocking(made)).toEqual([]);
		expect((await keeper.run(made)).status).toBe('done');
		// A superuser can do it.
		const superuser = await openOperator(database.connection());
		expect((await superuser.act({action: 'upkeep', names: ['partitions:theirs.log']})).status).toBe('done');
		await sql.unsafe(`drop schema theirs cascade; drop owned by ${role.user}`);
	});

	it('are refused for retention of such a table too, with the GRANT', async () => {
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
		expect([run.status, run.units[0]?.note]).toEqual(['done', expect.stringMatching(/^there are months to/)]);
		await sql.unsafe(
			`reassign owned by ${owner.user} to postgres; drop owned by ${owner.user}, ${role.user}`,
		);
	});
});
