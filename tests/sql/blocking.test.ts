import {beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {blockingGraph} from '../../source/domain/blocking/blocking-graph.ts';
import {blockingTree} from '../../source/domain/blocking/blocking-tree.ts';
import {modeWords, thingWords} from '../../source/domain/locks/words.ts';
import {readBlocking} from '../../source/queries/blocking/blocking.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, hold, until, untilWaiting} from '../helpers/scenario.ts';

describe.each(everyVersion)('blocking tree on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const versionNumber = version * 10_000;
	const reader = database.reader();
	const asMonitor = database.reader(await database.createRole(['pg_monitor']));
	const asPlain = database.reader(await database.createRole());
	/** Lines of this file's own sessions: other test files use the same server. */
	const tree = async (own: readonly number[], from = reader) => {
		const nodes = blockingTree(blockingGraph(await readBlocking(from, versionNumber)));
		return nodes.filter(({party}) => own.includes(party.pid));
	};

	beforeAll(async () => {
		await sql`create table orders (id int primary key, state int)`;
		await sql`insert into orders select n, 0 from generate_series(1, 10) n`;
	});

	it('shows a reader behind a queued ALTER TABLE behind a session idle in transaction', async () => {
		const root = await hold(
			database,
			"set local application_name = 'night job'",
			'update orders set state = 1',
		);
		const alter = await begin(database, 'begin; alter table orders add column note text');
		await untilWaiting(database, alter);
		const behind = await begin(database, 'select count(*) from orders');
		await untilWaiting(database, behind);
		const pids = [root.pid, alter.pid, behind.pid];

		for (const who of [reader, asMonitor]) {
			const lines = await tree(pids, who);
			expect(lines.map(({party, depth, blocked}) => [party.pid, depth, blocked])).toEqual([
				[root.pid, 0, 2],
				[alter.pid, 1, 1],
				[behind.pid, 2, 0],
			]);
			const [first, second, third] = lines.map(({party}) => party);
			expect(first).toMatchObject({
				wait: null,
				session: {state: 'idle in transaction', application: 'night job', hidden: false},
			});
			expect(second?.wait).toMatchObject({
				mode: 'AccessExclusiveLock',
				since: version >= 14 ? 'lock' : 'statement',
				ms: expect.any(Number),
				thing: {relation: 'orders', here: true},
				behind: [{id: first?.id, holds: ['RowExclusiveLock'], queued: false}],
			});
			expect(third?.wait).toMatchObject({
				mode: 'AccessShareLock',
				behind: [{id: second?.id, holds: ['AccessExclusiveLock'], queued: true}],
			});
			expect(lines[0]?.longestMs).toBeGreaterThanOrEqual(third?.wait?.ms ?? Number.POSITIVE_INFINITY);
		}
		// A role that may not read the sessions still sees the tree, without made-up details.
		const hidden = await tree(pids, asPlain);
		expect(hidden.map(({party, depth}) => [party.pid, depth])).toEqual(
			pids.map((pid, depth) => [pid, depth]),
		);
		for (const {party} of hidden)
			expect(party.session).toMatchObject({hidden: true, state: null, query: null});
		if (version < 14) expect(hidden[1]?.party.wait).toMatchObject({ms: null, since: null});

		await sql`select pg_terminate_backend(${alter.pid})`;
		await root.release();
		await behind.result;
		await until(
			() => tree(pids),
			lines => lines.length === 0,
		);
	});

	it('shows a prepared transaction by its identifier', async () => {
		const gid = `orphan ${database.name} \u001b[2J`;
		const preparing = await hold(database, 'lock table orders in access exclusive mode');
		await preparing.sql.unsafe(`prepare transaction '${gid}'`);
		onTestFinished(async () => {
			await sql.unsafe(`rollback prepared '${gid}'`).catch(() => undefined);
		});
		const waiting = await begin(database, 'select count(*) from orders');
		await untilWaiting(database, waiting);
		const facts = blockingGraph(await readBlocking(asMonitor, versionNumber));
		const waiter = facts.parties.find(({pid}) => pid === waiting.pid);
		const root = facts.parties.find(({id}) => id === waiter?.wait?.behind[0]?.id);
		expect(root).toMatchObject({
			pid: 0,
			session: null,
			prepared: {
				gid: `orphan ${database.name} \\x1b[2J`,
				preparedMs: expect.any(Number),
				owner: database.server.user,
				database: database.name,
			},
		});
		expect(waiter?.wait?.behind[0]?.holds).toEqual(['AccessExclusiveLock']);
		await sql.unsafe(`rollback prepared '${gid}'`);
		await waiting.result;
	});

	it('names the row and the transaction waited for', async () => {
		const root = await hold(database, 'update orders set state = 1 where id = 1');
		const first = await begin(database, 'update orders set state = 2 where id = 1');
		await untilWaiting(database, first);
		const second = await begin(database, 'update orders set state = 3 where id = 1');
		await untilWaiting(database, second);
		const lines = await tree([root.pid, first.pid, second.pid]);
		const thingOf = (pid: number) => {
			const thing = lines.find(({party}) => party.pid === pid)?.party.wait?.thing;
			return thing ? thingWords(thing) : undefined;
		};
		expect(thingOf(first.pid)).toMatch(/^transaction \d+$/);
		expect(thingOf(second.pid)).toMatch(/^row 0,\d+ of orders$/);
		await root.release();
		await Promise.all([first.result, second.result]);
	});

	it('names only the conflicting locks of a blocker', async () => {
		const root = await hold(
			database,
			'select from orders limit 1',
			'lock table orders in share update exclusive mode',
		);
		const waiting = await begin(database, 'begin; lock table orders in share row exclusive mode');
		await untilWaiting(database, waiting);
		const lines = await tree([root.pid, waiting.pid]);
		expect(lines[1]?.party.wait?.behind[0]?.holds.map(modeWords)).toEqual(['SHARE UPDATE EXCLUSIVE']);
		await sql`select pg_terminate_backend(${waiting.pid})`;
		await root.release();
	});
});
