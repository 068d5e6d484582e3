import {createServer, connect as dial, type Socket} from 'node:net';
import {isDeepStrictEqual} from 'node:util';
import {afterAll, describe, expect, it, onTestFinished} from 'vitest';
import {openReader, type Reader} from '../../source/postgres/reader.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';

describe.each(versions)('repeated statements on PostgreSQL %d', async version => {
	const database = await createDatabase(version);

	function open(port = database.server.port): Reader {
		const reader = openReader({...database.connection(), ports: [port]}, 'sampling');
		afterAll(() => reader.close());
		return reader;
	}

	const ask = (reader: Reader, n = 1) => reader.read(own => own.unsafe('select $1::int + 1 as more', [n]));

	/** Texts of the prepared statements in the reader's session. */
	async function kept(reader: Reader): Promise<readonly unknown[]> {
		const rows = await reader.read(own => own`select statement from pg_prepared_statements`);
		return rows.map(({statement}) => statement);
	}

	async function askMany(reader: Reader): Promise<void> {
		for (let n = 0; n < 25; n++) expect(await ask(reader, n)).toEqual([{more: n + 1}]);
	}

	it('are unnamed on a new connection', async () => {
		const reader = open();
		await ask(reader);
		await ask(reader);
		expect(await kept(reader)).toEqual([]);
	});

	it('are prepared once each on an older connection', async () => {
		const reader = open();
		await askMany(reader);
		const texts = [
			'select /* pgdeck */ $1::int + 1 as more',
			'select /* pgdeck */ 1 as one',
			'select /* pgdeck */ statement from pg_prepared_statements',
		];
		await until(
			async () => {
				await ask(reader);
				expect(await reader.read(own => own.unsafe('select 1 as one'))).toEqual([{one: 1}]);
				return (await kept(reader)).toSorted();
			},
			all => isDeepStrictEqual(all, texts),
		);
		await ask(reader);
		expect(await kept(reader)).toHaveLength(3);
	});

	it('are not prepared if each is sent only once', async () => {
		const reader = open();
		await askMany(reader);
		await until(
			() => kept(reader),
			all => all.length > 0,
		);
		for (let n = 0; n < 600; n++) await reader.read(own => own.unsafe(`select ${n} as once`));
		expect((await kept(reader)).join()).not.toContain('once');
	});

	it('are sent again if the server has dropped them or the columns have changed', async () => {
		await database.sql`create table changing (id int)`;
		const reader = open();
		await askMany(reader);
		await until(
			() => kept(reader),
			all => all.length > 0,
		);
		const read = () => reader.read(own => own.unsafe('select * from changing'));
		await read();
		await read();
		expect((await kept(reader)).join()).toContain('changing');
		await reader.read(own => own.unsafe('deallocate all'));
		expect(await ask(reader, 4)).toEqual([{more: 5}]);
		expect(await Promise.all([ask(reader, 1), read(), ask(reader, 2)])).toEqual([
			[{more: 2}],
			[],
			[{more: 3}],
		]);
		await database.sql`alter table changing add column other text`;
		await database.sql`insert into changing values (1, 'x')`;
		expect(await Promise.all([read(), ask(reader, 2)])).toEqual([[{id: 1, other: 'x'}], [{more: 3}]]);
	});

	it('are unnamed again on the next connection', async () => {
		const reader = open();
		await askMany(reader);
		await until(
			() => kept(reader),
			all => all.length > 0,
		);
		const [row] = await reader.read(own => own`select pg_backend_pid() as pid`);
		await database.sql`select pg_terminate_backend(${Number(row?.pid)})`;
		await until(
			() => ask(reader).catch(() => []),
			rows => rows.length === 1,
		);
		expect(await kept(reader)).toEqual([]);
	});

	it('are never named behind a pooler, which has its own cancel key', async () => {
		const sockets = new Set<Socket>();
		const pooler = createServer(client => {
			const upstream = dial(database.server.port, database.server.host);
			for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
			client.pipe(upstream).on('close', () => client.destroy());
			upstream.on('data', data => client.write(withOtherKey(data)));
		});
		onTestFinished(() => {
			for (const socket of sockets) socket.destroy();
			pooler.close();
		});
		await new Promise<void>(resolve => pooler.listen(0, '127.0.0.1', resolve));
		const address = pooler.address();
		if (address === null || typeof address === 'string') throw new Error('The pooler has no port.');
		const reader = open(address.port);
		await askMany(reader);
		await askMany(reader);
		expect(await kept(reader)).toEqual([]);
	});
});

/** BackendKeyData (K, twelve bytes long, process id, secret) with another process id. */
function withOtherKey(data: Buffer): Buffer {
	const at = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
	if (at !== -1) data.writeUInt32BE(1 + (data.readUInt32BE(at + 5) % 1000), at + 5);
	return data;
}
