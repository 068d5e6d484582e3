import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {blocking, exists, oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

describe.each(everyVersion)('undoing a drop of PostgreSQL %d is refused', async version => {
	const database = await createDatabase(version);
	const neighbor = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const planUndo = (id: string) => operator.plan({action: 'undo-drop', id});
	/** Drops the index `one` and gives the id to undo it by. */
	const drop = async () => {
		const progress = await operator.act({action: 'drop-indexes', oids: [await oidOf(database, 'one')]});
		expect(progress.status).toBe('done');
		return `${progress.plan.id}.1`;
	};
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int, n int); create index one on busy (id)`);
	});

	it.each(['abcdef.1', '', 'one'])('for an id missing from the journal: %j', async id => {
		await drop();
		expect(await failureOf(planUndo(id))).toMatchObject({
			message: `The journal has no drop ${id} in this database to undo. To list them: pgdeck journal`,
			exitCode: 3,
		});
	});

	it('for the drop of another database', async () => {
		const id = await drop();
		const elsewhere = await openOperator(neighbor.connection());
		for (const entry of operator.journal.read()) elsewhere.journal.append(entry);
		expect((await failureOf(elsewhere.plan({action: 'undo-drop', id}))).message).toContain(
			'in this database',
		);
	});

	it('the second time', async () => {
		const id = await drop();
		expect((await operator.run(await planUndo(id))).status).toBe('done');
		expect((await failureOf(planUndo(id))).message).toContain('The journal has no drop');
		// Dropped again it is another drop.
		expect(blocking(await planUndo(await drop()))).toEqual([]);
	});

	it('if an index of that name exists', async () => {
		const id = await drop();
		await sql`create index one on busy (n)`;
		expect(blocking(await planUndo(id))).toEqual(['an index public.one already exists']);
	});

	it('if an index of that name appeared after the plan', async () => {
		const plan = await planUndo(await drop());
		await sql`create index one on busy (n)`;
		const progress = await operator.run(plan);
		expect(progress).toMatchObject({
			status: 'failed',
			note: 'not run: an index public.one already exists',
		});
		expect(operator.journal.read().filter(entry => entry.plan === plan.id)).toEqual([]);
	});

	it('if another INVALID index has the name', async () => {
		const id = await drop();
		await leaveInvalidIndex(database, 'busy', 'create index concurrently one on busy (n)');
		expect(blocking(await planUndo(id))).toEqual(['another index public.one exists, which is INVALID']);
	});

	it('if an INVALID index appeared or vanished after the plan', async () => {
		const id = await drop();
		const plan = await planUndo(id);
		await leaveInvalidIndex(database, 'busy', 'create index concurrently one on busy (id)');
		const note = 'not run: the index has changed since the plan was made';
		expect(await operator.run(plan)).toMatchObject({status: 'failed', note});
		const rebuild = await planUndo(id);
		expect(blocking(rebuild)).toEqual([]);
		await sql`drop index one`;
		expect(await operator.run(rebuild)).toMatchObject({status: 'failed', note});
	});

	it('if the table was dropped or replaced by a view', async () => {
		const id = await drop();
		await sql`drop table busy`;
		const reason = 'its table public.busy no longer exists, and an index needs its table';
		expect(blocking(await planUndo(id))).toEqual([reason]);
		await sql`create view busy as select 1 as id`;
		expect(blocking(await planUndo(id))).toEqual([reason]);
		await sql`drop view busy`;
	});

	it('for a role that does not own the table, or may not create in its schema', async () => {
		const id = await drop();
		const role = await database.createRole();
		await sql`grant usage on schema public to ${sql(role.user)}`;
		await sql`revoke create on schema public from public`;
		const stranger = await openOperator(database.connection(role));
		for (const entry of operator.journal.read()) stranger.journal.append(entry);
		const blocked = async () => blocking(await stranger.plan({action: 'undo-drop', id}));
		const create = `this role may not create in the schema public. To allow it, its owner runs: GRANT CREATE ON SCHEMA public TO ${role.user};`;
		expect(await blocked()).toEqual([
			'this role does not own the table public.busy. Connect as its owner or a superuser.',
			create,
		]);
		await sql`alter table busy owner to ${sql(role.user)}`;
		expect(await blocked()).toEqual([create]);
		await sql`grant create on schema public to ${sql(role.user)}`;
		expect((await stranger.act({action: 'undo-drop', id})).status).toBe('done');
		await sql.unsafe(`drop owned by ${role.user}`);
	});

	it.each([
		['where something else has the name', 'create view one as select 1', 'relation "one" already exists.'],
		['where the column is gone', 'alter table busy drop id', 'column "id" does not exist.'],
		['where the column has another name', 'alter table busy rename id to key', 'column "id" does not exist.'],
	])('by the server %s, without a change, so that it can be undone later', async (_what, change, reason) => {
		const id = await drop();
		await sql.unsafe(change);
		const plan = await planUndo(id);
		const progress = await operator.run(plan);
		expect(progress.status).toBe('failed');
		expect(progress.note).toBe(reason);
		expect(operator.entries('failed').at(-1)).toMatchObject({id: `${plan.id}.1`, result: reason});
		expect(await exists(database, 'public.one')).toBe(change.includes('view'));
		expect((await planUndo(id)).units).toHaveLength(1);
	});
});
