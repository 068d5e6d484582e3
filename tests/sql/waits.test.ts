import {describe, expect, it} from 'vitest';
import {waitsTopic} from '../../source/sampler/waits/topic.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {begin, hold, until, untilWaiting} from '../helpers/scenario.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

describe.each(versions)('waits on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	await database.sql`create table "evil\u001b[31m" (id int)`;
	const of = (role?: typeof monitor) => readingsOf(waitsTopic(), database.reader(role));

	it('count sessions that wait for a lock or run, with their queries', async () => {
		const holder = await hold(database, 'lock table "evil\u001b[31m"');
		const waiting = await Promise.all(
			[1, 2, 3].map(() => begin(database, 'select count(*) from "evil\u001b[31m"')),
		);
		for (const running of waiting) await untilWaiting(database, running);
		const pids = waiting.map(({pid}) => pid);
		for (const role of [undefined, monitor]) {
			const {points} = await of(role).value();
			const [point] = points;
			const lock = point?.counts.find(item => item.class === 'Lock' && item.event === 'relation');
			// Other test files use the same server.
			expect(lock?.count).toBeGreaterThanOrEqual(3);
			const mine = point?.sessions?.filter(({pid}) => pids.includes(pid)) ?? [];
			expect(mine).toHaveLength(3);
			expect(mine[0]).toMatchObject({
				class: 'Lock',
				event: 'relation',
				database: database.name,
				backend: 'client backend',
				query: 'select count(*) from "evil\\x1b[31m"',
			});
			expect(mine[0]?.queryMs).toBeGreaterThan(0);
		}
		await holder.release();
		await Promise.all(waiting.map(({result}) => result));
	});

	it("skip pgdeck's own connections and no others", async () => {
		const other = database.reader();
		const asleep = other.read(sql => sql`select pg_sleep(600) /* ours */`).catch(() => undefined);
		const named = await begin(database, "set application_name = 'a tool'; select pg_sleep(600) /* a tool */");
		const seen = await until(
			() => of(monitor).value(),
			({points}) => points[0]?.sessions?.filter(({query}) => /ours|a tool/.test(query ?? '')).length === 2,
		);
		// For another role it is an ordinary session.
		const pids = (seen.points[0]?.sessions ?? []).map(({pid}) => pid);
		const {points} = await of().value();
		const mine = points[0]?.sessions?.filter(({query}) => /ours|a tool/.test(query ?? '')) ?? [];
		expect(mine.map(({pid}) => pid)).toEqual([named.pid]);
		expect(pids).toContain(named.pid);
		expect(points[0]?.counts.find(({event}) => event === 'PgSleep')).toBeDefined();
		await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
			where datname = ${database.name} and query ~ 'ours|a tool' and pid <> pg_backend_pid()`;
		await asleep;
		await named.result.catch(() => undefined);
	});

	it('count a session on a processor as CPU', async () => {
		const spinning = await begin(
			database,
			"do $$ begin loop exit when pg_catalog.clock_timestamp() > pg_catalog.now() + interval '20 s'; end loop; end $$",
		);
		const readings = of();
		await until(
			() => readings.value(),
			({points}) =>
				points.some(({sessions}) =>
					sessions?.some(({pid, class: name}) => pid === spinning.pid && name === 'CPU'),
				),
		);
		await database.sql`select pg_cancel_backend(${spinning.pid})`;
		await spinning.result.catch(() => undefined);
	});

	it('report hidden sessions of other roles to a plain role', async () => {
		const holder = await hold(database, 'select 1');
		const {points} = await of(plain).value();
		expect(points[0]?.hidden).toBeGreaterThan(0);
		await holder.release();
	});

	it('are counted between snapshots, which hand over each count once', async () => {
		const topic = waitsTopic();
		const reader = database.reader();
		const readings = readingsOf(topic, reader);
		expect(topic.beat?.dueInMs(new Date())).toBe(Number.NEGATIVE_INFINITY);
		const at = new Date(Date.now() - 500);
		await topic.beat?.look(reader, at);
		expect(topic.beat?.dueInMs(new Date(at.getTime() + 200))).toBeGreaterThanOrEqual(800);
		const first = await readings.value();
		expect(first.points.map(({sessions}) => sessions === null)).toEqual([true, false]);
		expect(first.points[0]?.at).toEqual(at);
		expect((await readings.value()).points).toHaveLength(1);
		expect(first.everyMs).toBeGreaterThanOrEqual(1000);
		expect(first.lookMs).toBeGreaterThan(0);
	});
});
