import {beforeEach, describe, expect, it} from 'vitest';
import {recentDrops, watchForMs, watchText} from '../../source/actions/indexes/drop-watch.ts';
import {createDropWatcher} from '../../source/commands/console/drop-watcher.ts';
import {applyPack, createDatabase, everyVersion} from '../helpers/database.ts';
import {runAndLeave, until} from '../helpers/scenario.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('after a drop on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const drop = async (name: string) => {
		const plan = await operator.plan({action: 'drop-indexes', oids: [await oidOf(database, name)]});
		return operator.run(plan);
	};
	const watcherOf = (requests: boolean) =>
		createDropWatcher({
			reader: database.reader(),
			entries: () => operator.journal.read(),
			server: () => operator.server,
			source: () => Promise.resolve(requests ? {kind: 'registry'} : undefined),
			everyMs: 50,
		});
	beforeEach(async () => {
		await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int, n int); insert into busy select n, n from generate_series(1, 1000) n;
			create index "o\u001bne" on busy (id); create index two on busy (n)`);
	});

	it('watches the scans of its table from the journal until the undo', async () => {
		const watcher = watcherOf(false);
		watcher.look();
		expect(watcher.watched()).toBeUndefined();
		const {units} = await drop('"o\u001bne"');
		watcher.look();
		try {
			const began = await until(
				() => watcher.watched(),
				watched => watched?.nowPerSecond === 0,
			);
			expect(began).toMatchObject({
				id: units[0]?.id,
				index: 'public."o\\x1bne"',
				others: 0,
				latency: undefined,
			});
			await runAndLeave(database, ...Array<string>(20).fill('select from busy'));
			const scanned = await until(
				() => watcher.watched(),
				watched => (watched?.nowPerSecond ?? 0) > 0,
			);
			expect(scanned && watchText(scanned, Date.now())).toMatch(
				/^watching public\."o\\x1bne", dropped (just now|.* ago): seq scans .*\/s before, .*\/s now; p95 n\/a: requests are not recorded here; u undoes the drop$/,
			);
			// Another console, begun meanwhile, goes on with it.
			const other = watcherOf(false);
			other.look();
			expect(other.watched()?.id).toBe(units[0]?.id);
			await other.stop();
			await operator.act({action: 'undo-drop', id: units[0]?.id ?? ''});
			watcher.look();
			expect(watcher.watched()).toBeUndefined();
		} finally {
			await watcher.stop();
		}
	});

	it('ends the watch after 15 minutes, and skips an interrupted drop', async () => {
		const {units} = await drop('two');
		const at = operator.entries('done').at(-1)?.at.getTime() ?? 0;
		const of = (ms: number) =>
			recentDrops(operator.journal.read(), operator.server, new Date(at + ms)).map(({id}) => id);
		expect(of(watchForMs - 1)).toContain(units[0]?.id);
		expect(of(watchForMs)).not.toContain(units[0]?.id);
		const elsewhere = {...operator.server, systemIdentifier: '1', database: 'other'};
		expect(recentDrops(operator.journal.read(), elsewhere, new Date(at))).toEqual([]);
	});

	it('shows n/a for a lost server, and asks again', async () => {
		await drop('two');
		const watcher = watcherOf(false);
		watcher.look();
		try {
			await until(
				() => watcher.watched(),
				watched => watched?.nowPerSecond === 0,
			);
			await sql`select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and application_name = 'pgdeck' and pid <> pg_backend_pid()`;
			await until(
				() => watcher.watched(),
				watched => typeof watched?.nowPerSecond === 'number',
			);
		} finally {
			await watcher.stop();
		}
	});
});

describe.each(everyVersion)('after a drop in a registry on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	await applyPack(database);
	const operator = await openOperator(database.connection());

	it('shows the p95 of requests before and after', async () => {
		const {sql} = database;
		await sql.unsafe(`create table own (id int); create index own_id on own (id);
			insert into request_logs (request_id, request_time, method, path, status_code, duration_ms)
			select 'a' || n, now() - interval '5 min', 'GET', '/', 200, 12 from generate_series(1, 100) n`);
		await operator.act({action: 'drop-indexes', oids: [await oidOf(database, 'own_id')]});
		await sql.unsafe(`insert into request_logs (request_id, request_time, method, path, status_code, duration_ms)
			select 'b' || n, clock_timestamp(), 'GET', '/', 200, 80 from generate_series(1, 100) n`);
		const watcher = createDropWatcher({
			reader: database.reader(),
			entries: () => operator.journal.read(),
			server: () => operator.server,
			source: () => Promise.resolve({kind: 'registry'}),
			everyMs: 50,
		});
		watcher.look();
		try {
			const watched = await until(
				() => watcher.watched(),
				found => found?.latency !== undefined,
			);
			expect(watched?.latency).toEqual({beforeMs: 12, afterMs: 80});
			expect(watched && watchText(watched, Date.now())).toContain('p95 12 ms before, 80 ms since');
		} finally {
			await watcher.stop();
		}
	});
});
