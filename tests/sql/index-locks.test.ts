import postgres from 'postgres';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {type IndexCatalogRow, readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, hold, until, untilWaiting} from '../helpers/scenario.ts';

describe.each(everyVersion)('indexes of a locked relation of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	// Uses the real timeouts: any answer proves that the reader did not wait.
	const reader = openReader(database.connection(), 'sampling');

	afterAll(() => reader.close());
	beforeAll(async () => {
		await sql.unsafe(`
			create table busy (id int constraint busy_id primary key, other int);
			create index busy_other on busy (other);
			create table calm (id int constraint calm_id primary key);
			insert into busy select n, n from generate_series(1, 1000) n;
		`);
	});

	const shown = (rows: readonly IndexCatalogRow[]) =>
		Object.fromEntries(
			rows.map(({name, locked, definition, sizeBytes}) => [
				name,
				locked
					? {locked, definition, sizeBytes}
					: {locked, complete: definition !== null && sizeBytes !== null},
			]),
		);
	const lost = {locked: true, definition: null, sizeBytes: null};
	const whole = {locked: false, complete: true};

	it('keep their rows, without size and definition', async () => {
		const holder = await hold(database, 'lock table busy in access exclusive mode');
		expect(shown(await readIndexCatalog(reader))).toEqual({busy_id: lost, busy_other: lost, calm_id: whole});
		await holder.release();
		expect(shown(await readIndexCatalog(reader))).toEqual({
			busy_id: whole,
			busy_other: whole,
			calm_id: whole,
		});
	});

	it('keep their rows if the lock is only requested', async () => {
		const holder = await hold(database, 'select * from busy limit 1');
		const waiting = await begin(database, 'begin; lock table busy in access exclusive mode');
		await untilWaiting(database, waiting);
		expect(shown(await readIndexCatalog(reader))).toEqual({busy_id: lost, busy_other: lost, calm_id: whole});
		await sql`select pg_terminate_backend(${waiting.pid})`;
		// It ends when it comes to it, and would have the lock for a moment where the other is gone before.
		await until(
			() => sql`select from pg_stat_activity where pid = ${waiting.pid}`,
			rows => rows.length === 0,
		);
		await holder.release();
	});

	it('lose values only for the locked index', async () => {
		const holder = await hold(database, 'reindex index busy_other');
		expect(shown(await readIndexCatalog(reader))).toEqual({busy_id: whole, busy_other: lost, calm_id: whole});
		await holder.release();
	});

	it('are not confused with indexes of a copied database with the same oids', async () => {
		const names = ['source', 'one', 'other'].map(name => `${database.name}_${name}`);
		const [source = '', one = '', other = ''] = names;
		const open = (name: string) => {
			const {host, port, user: username, password} = database.server;
			return postgres({host, port, username, password, database: name, max: 1});
		};
		try {
			await sql`create database ${sql(source)}`;
			const made = open(source);
			await made`create table copied (id int constraint copied_id primary key)`;
			await made.end();
			await sql`create database ${sql(one)} template ${sql(source)}`;
			await sql`create database ${sql(other)} template ${sql(source)}`;
			const locking = open(one);
			await locking.unsafe('begin');
			await locking.unsafe('lock table copied in access exclusive mode');
			const read = async (name: string) => {
				const own = openReader({...database.connection(), database: name}, 'sampling');
				const rows = await readIndexCatalog(own);
				await own.close();
				return {oids: rows.map(({oid}) => oid), shown: shown(rows)};
			};
			const [locked, free] = [await read(one), await read(other)];
			expect(locked.oids).toEqual(free.oids);
			expect(locked.shown).toEqual({copied_id: lost});
			expect(free.shown).toEqual({copied_id: whole});
			await locking.end({timeout: 0});
		} finally {
			for (const name of names) await sql`drop database if exists ${sql(name)} with (force)`;
		}
	});
});
