import {beforeAll, describe, expect, it} from 'vitest';
import {caution} from '../../source/domain/indexes/words.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {openReader} from '../../source/postgres/reader.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {runAndLeave, until, untilScans} from '../helpers/scenario.ts';
import {blocking, details, oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)('EXPLAIN without ANALYZE on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	beforeAll(async () => {
		await sql.unsafe(`create extension pg_stat_statements;
			create table busy (id int, at timestamptz, t text);
			insert into busy select n, now() - n * interval '1 minute', repeat('x', 100) from generate_series(1, 20000) n;
			create table marker (id int);
			create index by_id on busy (id); create index by_time on busy (at)`);
		await sql`vacuum analyze busy`;
	});
	const look = async (name: string) => {
		const connection = database.connection();
		const reader = openReader(connection, 'sampling');
		const endpoint = {host: 'h', port: 1, service: null, productionPatterns: []};
		const topic = indexesTopic({file: undefined, connection, replicas: [], patient: true});
		const session = await openSession(reader, endpoint);
		const context = {...session, reader: reader.metered(), apart: reader.metered(), now: new Date()};
		const section = await readTopic(topic, {...context, windowHours: 1, afresh: true, shown: true}, pending);
		await topic.close?.();
		await reader.close();
		if (section.status !== 'ok') throw new Error(JSON.stringify(section));
		return section.value.rows.find(row => row.name === name);
	};
	const planOf = async (name: string) =>
		operator.plan({action: 'drop-indexes', oids: [await oidOf(database, name)]});
	const probed = caution('planner-probes');

	it('does not count as use of the index it plans with', async () => {
		await runAndLeave(
			database,
			'explain select * from busy where id = 5',
			'explain select * from busy where id between 9000 and 9010',
			'select * from marker',
		);
		// All that the session has counted is handed in together.
		await untilScans(database, 'marker', 1);
		expect(await look('by_id')).toMatchObject({
			...{scans: 0, tuplesRead: 0, lastScan: null, category: 'Unused'},
			verdict: {text: 'unused for less than a day on 1 of 1 node'},
		});
	});

	it('is named as the probable cause where the planner probed the ends of an index', async () => {
		// Beyond the last value that the statistics have: the planner looks how far the column goes.
		await runAndLeave(database, 'explain select * from busy where id > 1000000');
		await untilScans(database, 'by_id', 1);
		const row = await look('by_id');
		expect(row).toMatchObject({scans: 1, category: 'Low usage', verdict: {answer: 'maybe'}});
		expect(row?.cautions).toContainEqual(probed);
		const plan = await planOf('by_id');
		expect(blocking(plan)).toEqual([]);
		expect(details(plan, 'warn')).toContain(`by_id: ${probed.text}`);
	});

	it('for a drop plan is shown and does not block it, but a later use does', async () => {
		await runAndLeave(database, 'select * from busy where at > now()');
		await until(
			() => look('by_time'),
			row => (row?.scans ?? 0) >= 2,
		);
		const plan = await planOf('by_time');
		expect(plan.units[0]?.target).toMatchObject({scans: 2, ownScans: 1});
		expect(details(plan, 'pass')).toContain(
			'public.by_time: planning these statements probed the ends of the index, which counts as 1 scan, not as use',
		);
		await untilScans(database, 'by_time', 3);
		await runAndLeave(
			database,
			'set enable_seqscan = off; set enable_bitmapscan = off',
			"select id from busy where at = 'today'",
		);
		await untilScans(database, 'by_time', 4);
		expect((await operator.run(plan)).note).toBe('not run: used 1 time since the plan was made');
		expect((await operator.run(await planOf('by_time'))).status).toBe('done');
	});
});
