import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {ledgerOf, migration, migrationFolder, openOperator, outside} from '../helpers/scenario-actions.ts';

describe.each(versions)('a migration of PostgreSQL %d outside a transaction', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {};
	const operator = await openOperator(database.connection(), {migrations: migrationFolder(files)});
	const begin = async (text: string) => {
		files['1_a.sql'] = migration(text, '', outside);
		return operator.begin(await operator.plan({action: 'apply-migrations', which: 'all'}));
	};
	const seen = "create table seen as select current_setting('lock_timeout') as setting;";
	const settingSeen = async () => (await sql`select setting from seen`)[0]?.setting;
	beforeEach(async () => {
		await sql.unsafe('drop schema public cascade; create schema public; create table busy (id int)');
	});

	it('steps aside for a session that holds a lock, and retries only that statement', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin(`create table one (id int);\nalter table busy add n int;\n${seen}`);
		await run.sees(({note}) => note === 'another session holds a lock: attempt 2 of 12');
		await holder.release();
		const progress = await run.result;
		expect(progress).toMatchObject({status: 'done', note: undefined});
		expect(progress.units[1]).toMatchObject({statementsDone: 5, statements: 5});
		expect(await ledgerOf(database)).toEqual(['1']);
		expect(await settingSeen()).toBe('0');
	});

	it('can be canceled between two attempts', async () => {
		const holder = await hold(database, 'lock table busy');
		const run = await begin('create table one (id int);\nalter table busy add n int;');
		await run.sees(({note}) => note === 'another session holds a lock: attempt 2 of 12');
		run.cancel();
		expect(await run.result).toMatchObject({
			status: 'cancelled',
			note: '1_a.sql:3: It was canceled. 1 of 2 statements is done and stays.',
		});
		await holder.release();
	});

	it.each([
		['a lock_timeout', 'create index built on busy (told(id));', '2s'],
		[
			'no lock_timeout, which would leave an INVALID index,',
			'create index concurrently built on busy (told(id));',
			'0',
		],
	])('sets %s for: %s', async (_what, text, setting) => {
		await sql.unsafe(`
			insert into busy values (1);
			create function told(int) returns int immutable language plpgsql as $$ begin
				if current_setting('lock_timeout') <> '${setting}' then
					raise 'lock_timeout is %', current_setting('lock_timeout');
				end if;
				return $1;
			end $$;
		`);
		const progress = await (await begin(text)).result;
		expect(progress).toMatchObject({status: 'done', note: undefined});
	});

	it('keeps the lock_timeout that the file sets', async () => {
		const run = await begin(`set lock_timeout = '7s';\nalter table busy add n int;\n${seen}`);
		expect((await run.result).status).toBe('done');
		expect(await settingSeen()).toBe('7s');
	});
});
