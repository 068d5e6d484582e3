import {describe, expect, it} from 'vitest';
import type {Databases} from '../../source/domain/databases/schema.ts';
import {databasesTopic} from '../../source/sampler/databases/topic.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {runAndLeave, until} from '../helpers/scenario.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

describe.each(versions)('databases of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const other = await createDatabase(version);
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	const of = (role?: typeof monitor) => readingsOf(databasesTopic(), database.reader(role));
	const row = ({rows}: Databases, name = other.name) => {
		const found = rows.find(item => item.name === name);
		if (!found) throw new Error(`There is no ${name}.`);
		return found;
	};

	it('have figures in total and since connected', async () => {
		await runAndLeave(other, 'create table filled (id int)');
		const readings = of();
		const first = await readings.value();
		expect(row(first).counted.sinceConnected).toBeNull();
		await runAndLeave(
			other,
			...Array.from({length: 7}, () => 'begin; select 1; rollback'),
			'insert into filled select generate_series(1, 500)',
			'delete from filled where id <= 100',
		);
		const second = await until(
			() => readings.value(),
			value =>
				(row(value).counted.sinceConnected?.rollbacks ?? 0) >= 7 &&
				(row(value).counted.sinceConnected?.deleted ?? 0) > 0,
		);
		expect(row(second).counted.sinceConnected).toMatchObject({inserted: 500, deleted: 100});
		// Other files look into all databases of the server for a moment, and may be refused there.
		const [truth] = await other.sql<{rollbacks: string}[]>`
			select xact_rollback as rollbacks from pg_stat_database where datname = current_database()`;
		const [before = 0, now = 0] = [first, second].map(value => row(value).counted.total.rollbacks ?? 0);
		expect(now - before).toBeGreaterThanOrEqual(7);
		expect(now).toBeLessThanOrEqual(Number(truth?.rollbacks));
		expect(row(second).counted.sinceConnected?.rollbacks).toBe(now - before);
		expect(row(second).counted.total.sessions === null).toBe(version < 14);
	});

	it('count temporary files', async () => {
		const readings = of();
		await readings.value();
		await runAndLeave(
			other,
			"set work_mem = '64kB'",
			"select n, repeat('x', 100) from generate_series(1, 20000) n order by 2, 1",
		);
		const value = await until(
			() => readings.value(),
			next => (row(next).counted.sinceConnected?.tempBytes ?? 0) > 0,
		);
		const [truth] = await other.sql<{bytes: string; files: string}[]>`
			select temp_bytes as bytes, temp_files as files from pg_stat_database where datname = current_database()`;
		expect(row(value).counted.total).toMatchObject({
			tempBytes: Number(truth?.bytes),
			tempFiles: Number(truth?.files),
		});
		expect(row(value).counted.sinceConnected?.tempBytes).toBeGreaterThan(20_000 * 100);
	});

	it('have ages, limits and sizes', async () => {
		const value = await of().value();
		const [truth] = await other.sql<{xid: number; mxid: number; size: string; limit: string}[]>`
			select age(datfrozenxid) as xid, mxid_age(datminmxid) as mxid, pg_database_size(oid) as size,
				current_setting('autovacuum_freeze_max_age') as limit
			from pg_database where datname = current_database()`;
		expect(row(value).xidAge).toBeGreaterThan(0);
		expect(row(value).xidAge).toBeLessThanOrEqual(truth?.xid ?? 0);
		expect(row(value)).toMatchObject({
			mxidAge: truth?.mxid,
			sizeBytes: Number(truth?.size),
			connectionLimit: null,
		});
		expect(value.freezeMaxAge).toBe(Number(truth?.limit));
		expect(value.rows.filter(({oid}) => oid === 0)).toHaveLength(1);
		expect(row(value, 'template0').connectable).toBe(false);
	});

	it('list open prepared transactions', async () => {
		const session = other.session();
		await session.unsafe("begin; create table left_open (id int); prepare transaction 'evil\u001b[31m'");
		const {prepared} = await of().value();
		expect(prepared.filter(item => item.database === other.name)).toMatchObject([
			{gid: 'evil\\x1b[31m', owner: other.server.user, xidAge: expect.any(Number)},
		]);
		await session.unsafe("rollback prepared 'evil\u001b[31m'");
		expect((await of().value()).prepared.filter(item => item.database === other.name)).toEqual([]);
	});

	it('notice a reset and continue to count', async () => {
		const readings = of();
		await readings.value();
		await other.sql`select pg_stat_reset()`;
		const after = await until(
			() => readings.value(),
			value => row(value).counted.reset,
		);
		expect(row(after).counted.perSecond).toBeNull();
		expect(row(await readings.value()).counted.reset).toBe(false);
	});

	it('have no size if a plain role may not connect', async () => {
		await database.sql.unsafe(`revoke connect on database ${other.name} from public`);
		expect(row(await of(plain).value())).toMatchObject({sizeBytes: null, xidAge: expect.any(Number)});
		expect(row(await of(monitor).value()).sizeBytes).toBeGreaterThan(0);
	});
});
