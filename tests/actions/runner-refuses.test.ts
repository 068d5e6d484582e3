import postgres from 'postgres';
import {beforeAll, describe, expect, it} from 'vitest';
import {type ConfirmedPlan, confirm} from '../../source/actions/engine/confirm.ts';
import type {Plan} from '../../source/actions/engine/plan.ts';
import {runPlan} from '../../source/actions/engine/run.ts';
import type {Request} from '../../source/actions/table.ts';
import {actions} from '../../source/actions/table.ts';
import {RefusedError} from '../../source/postgres/errors.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {
	blocking,
	exists,
	ledgerOf,
	migration,
	migrationFolder,
	type Operator,
	oidOf,
	openOperator,
} from '../helpers/scenario-actions.ts';
import {createPooler} from '../helpers/scenario-pooler.ts';

const kinds = ['apply-migrations', 'roll-back-migration', 'drop-indexes', 'undo-drop'] as const;

describe.each(versions)('the runner on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const neighbor = await createDatabase(version);
	const {sql} = database;
	const files: Record<string, string> = {
		'1_a.sql': migration('create table one (id int);', 'drop table one;'),
	};
	const migrations = migrationFolder(files);
	const operator = await openOperator(database.connection(), {migrations});
	const pooler = await createPooler(database);
	let dropped = '';
	let unused = 0;

	beforeAll(async () => {
		await sql.unsafe(
			'create table busy (id int); create index gone on busy (id); create index unused on busy (id)',
		);
		await operator.act({action: 'apply-migrations', which: 'all'});
		files['2_b.sql'] = migration('create table two (id int);');
		dropped = `${(await operator.act({action: 'drop-indexes', oids: [await oidOf(database, 'gone')]})).plan.id}.1`;
		unused = await oidOf(database, 'unused');
	});
	const requestOf = (kind: (typeof kinds)[number]): Request =>
		({
			'apply-migrations': {action: 'apply-migrations' as const, which: 'all' as const},
			'roll-back-migration': {action: 'roll-back-migration' as const},
			'drop-indexes': {action: 'drop-indexes' as const, oids: [unused]},
			'undo-drop': {action: 'undo-drop' as const, id: dropped},
		})[kind];
	const nothingHappened = async (before = operator.journal.read().length) => {
		expect(operator.journal.read()).toHaveLength(before);
		expect(await ledgerOf(database)).toEqual(['1']);
		expect([
			await exists(database, 'one'),
			await exists(database, 'two'),
			await exists(database, 'unused'),
			await exists(database, 'gone'),
		]).toEqual([true, false, true, false]);
	};
	/** Someone whose journal knows the same drop. */
	const another = async (...args: Parameters<typeof openOperator>): Promise<Operator> => {
		const made = await openOperator(args[0], {migrations, ...args[1]});
		for (const entry of operator.journal.read()) made.journal.append(entry);
		return made;
	};

	describe.each(kinds)('refuses %s', kind => {
		it('refuses in read-only mode before it connects, whatever the plan says', async () => {
			const plan = await operator.plan(requestOf(kind));
			const before = operator.journal.read().length;
			const connection = {...database.connection(), ports: [1]};
			const failure = await failureOf(operator.begin(plan, {readOnly: true, connection}).result);
			expect(failure).toMatchObject({message: expect.stringContaining('pgdeck is read-only'), exitCode: 3});
			await nothingHappened(before);
		});

		it('refuses a plan that was made in read-only mode', async () => {
			const reading = await another(database.connection(), {readOnly: true});
			const plan = await reading.plan(requestOf(kind));
			expect(blocking(plan)).toEqual([
				'pgdeck is read-only. Start it without --read-only to change anything.',
			]);
			expect(() => reading.begin(plan)).toThrow(RefusedError);
		});

		it('refuses an unconfirmed plan, and a changed copy of a confirmed one', async () => {
			const plan = await operator.plan(requestOf(kind));
			const before = operator.journal.read().length;
			const confirmed = confirm(plan, plan.typedWord);
			for (const forged of [plan, {...confirmed}, {...confirmed, units: []}, structuredClone(confirmed)]) {
				const run = runPlan(forged as ConfirmedPlan, {
					connection: database.connection(),
					replicas: [],
					permission: {readOnly: false},
					journal: operator.journal,
					actions,
					report: () => undefined,
					signal: new AbortController().signal,
				});
				expect(await failureOf(run)).toMatchObject({message: 'The plan was not confirmed.', exitCode: 3});
			}
			await nothingHappened(before);
		});

		it('refuses a database other than the planned one', async () => {
			const plan = await operator.plan(requestOf(kind));
			const before = operator.journal.read().length;
			const failure = await failureOf(operator.begin(plan, {connection: neighbor.connection()}).result);
			expect(failure).toMatchObject({
				message: expect.stringContaining('This is not the server'),
				exitCode: 3,
			});
			await nothingHappened(before);
		});

		it('refuses a pooler, which may share its sessions', async () => {
			const plan = await operator.plan(requestOf(kind));
			const before = operator.journal.read().length;
			const connection = {...database.connection(), ports: [pooler.port]};
			const failure = await failureOf(operator.begin(plan, {connection}).result);
			expect(failure).toMatchObject({
				message: expect.stringContaining('The connection goes through a pooler'),
				exitCode: 3,
			});
			const there = await another(connection);
			expect(blocking(await there.plan(requestOf(kind))).join()).toContain(
				'The connection goes through a pooler',
			);
			await nothingHappened(before);
		});

		it.each([
			['without any right', []],
			['of pg_monitor', ['pg_monitor']],
		])('refuses a role %s, in the plan or at the latest at the run', async (_which, memberOf) => {
			const role = await database.createRole(memberOf);
			await sql`grant select on schema_migrations, pgdeck_migrations to ${sql(role.user)}`;
			const stranger = await another(database.connection(role));
			const plan = await stranger.plan(requestOf(kind));
			if (kind !== 'undo-drop') {
				expect(blocking(plan).join()).toMatch(
					/this role (may not write the migration ledger|does not own its table)/,
				);
				expect(() => stranger.begin(plan)).toThrow(RefusedError);
			}
			// Even where someone gets around the checks.
			const progress = await stranger.begin({...plan, checks: []} as Plan).result;
			expect(progress.status).toBe('failed');
			expect(progress.note).toMatch(/does not own its table|must be owner|permission denied/);
			await nothingHappened();
			await sql`revoke all on schema_migrations, pgdeck_migrations from ${sql(role.user)}`;
		});

		it('refuses on production until the confirmation word is typed', async () => {
			const inProduction = await another(database.connection(), {production: true});
			const plan = await inProduction.plan(requestOf(kind));
			expect(plan).toMatchObject({server: {production: true}, typedWord: database.name});
			for (const typed of [undefined, '', 'yes', database.name.toUpperCase(), ` ${database.name}`]) {
				expect(() => confirm(plan, typed)).toThrow(`To confirm, type the word ${database.name}.`);
			}
			expect(confirm(plan, database.name).id).toBe(plan.id);
		});

		it('refuses a read-only role, both in the plan and after a change since the plan', async () => {
			const role = await database.createRole();
			await sql.unsafe(
				`alter role ${role.user} superuser; alter role ${role.user} set default_transaction_read_only = on`,
			);
			const reading = await another(database.connection(role));
			const before = reading.journal.read().length;
			const plan = await reading.plan(requestOf(kind));
			const reason = `set for the role ${role.user}. Connect as a role that may write, or run: ALTER ROLE ${role.user} RESET default_transaction_read_only;`;
			expect(blocking(plan).join()).toContain(reason);
			expect(() => reading.begin(plan)).toThrow(RefusedError);
			expect(await failureOf(reading.begin({...plan, checks: []} as Plan).result)).toMatchObject({
				message: expect.stringContaining(reason),
				exitCode: 3,
			});
			expect(reading.journal.read()).toHaveLength(before);
			await nothingHappened();
		});
	});

	it('asks for no word outside production if nothing is lost', async () => {
		for (const kind of kinds) {
			const {typedWord} = await operator.plan(requestOf(kind));
			expect(typedWord, kind).toBe(kind === 'roll-back-migration' ? database.name : undefined);
		}
	});

	it('refuses a database that was created again under the same name', async () => {
		const {host, port, user: username, password} = database.server;
		const name = `${database.name}_anew`;
		const admin = postgres({host, port, username, password, database: 'postgres', max: 1});
		const connection = {...database.connection(), database: name};
		try {
			await admin`create database ${admin(name)}`;
			const there = await openOperator(connection, {migrations});
			const plan = await there.plan({action: 'apply-migrations', which: 'all'});
			await admin`drop database ${admin(name)} with (force)`;
			await admin`create database ${admin(name)}`;
			expect((await failureOf(there.run(plan))).message).toContain('This is not the server');
		} finally {
			await admin`drop database if exists ${admin(name)} with (force)`;
			await admin.end();
		}
	});
});
